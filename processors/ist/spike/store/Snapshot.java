// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.nio.file.Path;

/**
 * A copy of a store in one file.
 *
 * @param file where it is, mode 0600
 * @param sizeBytes its size
 * @param storeId the store it is of
 */
public record Snapshot(Path file, long sizeBytes, StoreId storeId) {}
