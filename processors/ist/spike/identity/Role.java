// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

/** What a SPIFFE ID may be in SPIKE, by the path it has (wire spec 6.1). */
public enum Role {

  /** The secrets store. */
  NEXUS("spike/nexus"),
  /** A holder of one share of the root key. */
  KEEPER("spike/keeper"),
  /** Makes the root key once. */
  BOOTSTRAP("spike/bootstrap"),
  /** The operator. */
  SUPERUSER("spike/pilot/role/superuser"),
  /** May take the recovery shares out, and nothing else. */
  RECOVER("spike/pilot/role/recover"),
  /** May feed recovery shares and restore backups, and nothing else. */
  RESTORE("spike/pilot/role/restore"),
  /** May use the cipher service, and nothing else. */
  LITE("spike/workload/role/lite");

  private final String path;

  Role(String path) {
    this.path = path;
  }

  /** The path below the trust root, without a leading slash. */
  public String path() {
    return path;
  }
}
