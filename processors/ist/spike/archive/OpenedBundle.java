// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

/**
 * A bundle that was read to its end.
 *
 * @param manifest genuine: its signature was checked
 * @param sizeBytes size of the whole file
 * @param sha256 hash of the whole file, lower-case hex
 */
public record OpenedBundle(Manifest manifest, long sizeBytes, String sha256) {}
