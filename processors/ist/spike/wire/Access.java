// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.Optional;

/**
 * Who may call an operation (wire spec 6.3). Rights that a policy can grant name the permission and
 * the path it is needed on; the superuser has all of those. The others are a matter of the caller's
 * role alone, and no policy changes them.
 */
public enum Access {

  /** Superuser, or a policy with {@code read} on the request's path. */
  READ_PATH("read", ""),
  /** Superuser, or a policy with {@code write} on the request's path. */
  WRITE_PATH("write", ""),
  /** Superuser, or a policy with {@code list} on {@code spike/system/secret}. */
  LIST_SECRETS("list", "spike/system/secret"),
  /** Superuser, or a policy with {@code read} on {@code spike/system/acl}. */
  READ_POLICIES("read", "spike/system/acl"),
  /** Superuser, or a policy with {@code write} on {@code spike/system/acl}. */
  WRITE_POLICIES("write", "spike/system/acl"),
  /** Superuser, or a policy with {@code list} on {@code spike/system/acl}. */
  LIST_POLICIES("list", "spike/system/acl"),
  /** Superuser, lite workload, or a policy with {@code execute} on the cipher's system path. */
  USE_CIPHER("execute", "spike/system/cipher/exec"),

  /** The superuser alone. */
  SUPERUSER,
  /** The Pilot role {@code recover} alone; not even the superuser. */
  RECOVER,
  /** The Pilot role {@code restore} alone; not even the superuser. */
  RESTORE,
  /** Bootstrap alone. */
  BOOTSTRAP,
  /** Nexus alone. */
  NEXUS,
  /** Nexus and Bootstrap. */
  NEXUS_OR_BOOTSTRAP;

  private final String permission;
  private final String systemPath;

  Access() {
    this("", "");
  }

  Access(String permission, String systemPath) {
    this.permission = permission;
    this.systemPath = systemPath;
  }

  /** The permission a policy must grant; empty when no policy can. */
  public Optional<String> permission() {
    return Optional.of(permission).filter(text -> !text.isEmpty());
  }

  /** The reserved path the permission is needed on; empty when it is the request's own path. */
  public Optional<String> systemPath() {
    return Optional.of(systemPath).filter(text -> !text.isEmpty());
  }
}
