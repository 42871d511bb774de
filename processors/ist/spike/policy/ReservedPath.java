// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import java.util.Optional;

/**
 * The paths that stand for Nexus itself (wire spec 6.5). A policy reaches one only if it means to:
 * its path pattern describes the whole path, and its SPIFFE ID pattern is anchored at both ends.
 */
enum ReservedPath {
  // SPIKE tries them in this order.
  ACL("spike/system/acl"),
  SECRET("spike/system/secret"),
  CIPHER("spike/system/cipher/exec");

  private final String path;

  ReservedPath(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /** The reserved path that this is; everything else below {@code spike/system} is not reserved. */
  static Optional<ReservedPath> of(String path) {
    for (ReservedPath reserved : values()) {
      if (reserved.path.equals(path)) {
        return Optional.of(reserved);
      }
    }
    return Optional.empty();
  }
}
