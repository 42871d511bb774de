// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.nio.file.Path;

/**
 * A bundle that was written.
 *
 * @param file where it lies, mode 0600, on disk
 * @param sizeBytes its size
 * @param sha256 its hash, lower-case hex
 */
public record SealedFile(Path file, long sizeBytes, String sha256) {}
