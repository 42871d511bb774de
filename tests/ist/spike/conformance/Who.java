// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

/** The identities that a request can come from, by the path of their SPIFFE ID. */
public enum Who {

  SUPERUSER("/spike/pilot/role/superuser"),
  RECOVER("/spike/pilot/role/recover"),
  RESTORE("/spike/pilot/role/restore"),
  BOOTSTRAP("/spike/bootstrap"),
  NEXUS("/spike/nexus"),
  KEEPER("/spike/keeper"),
  LITE("/spike/workload/role/lite"),
  APP("/workload/app");

  private final String path;

  Who(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }
}
