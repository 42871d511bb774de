// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.Operation;

/** The policy p1 as it is written on the command line, sent and shown, and a Nexus that has it. */
final class PolicyTexts {

  static final String NAMES =
      "{\"policies\":[{\"id\":\"\",\"name\":\"p1\"},{\"id\":\"\",\"name\":\"p 2\"}]}";
  static final String SHOWN = "{\"id\":\"\",\"name\":\"p1\",\"spiffiedPattern\":"
      + "\"^spiffe://e\\\\.org/w$\",\"pathPattern\":\"^a/.*$\",\"permissions\":[\"read\",\"write\"],"
      + "\"createdAt\":\"2026-01-02T03:04:05.5Z\",\"updatedAt\":\"2026-01-03T03:04:05+00:00\"}";
  static final String PUT = "SUPERUSER PUT_POLICY {\"name\":\"p1\",\"spiffeidPattern\":"
      + "\"^spiffe://e\\\\.org/w$\",\"pathPattern\":\"^a/.*$\",\"permissions\":[\"read\",\"write\"]}";
  static final String FLAGS = "--name p1 --path-pattern ^a/.*$ --spiffeid-pattern"
      + " ^spiffe://e\\.org/w$ --permissions read,,write";

  private PolicyTexts() {}

  /** Has p1 and another one. */
  static FakeNexus nexus() {
    return FakeNexus.answering("{}").answering(Operation.LIST_POLICIES, NAMES)
        .answering(Operation.GET_POLICY, SHOWN);
  }
}
