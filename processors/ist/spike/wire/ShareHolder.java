// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Who is to hold a recovery share.
 *
 * @param shareId the number of the share
 * @param custodian whom the setting names for it; empty when it names nobody
 * @param confirmedAt when somebody said last that it is there and intact; empty: never
 */
public record ShareHolder(int shareId, String custodian, Optional<Instant> confirmedAt) {

  static final String[] MEMBERS = {"shareId", "custodian", "confirmedAt"};

  void write(GoWriter out) {
    out.open().member("shareId", shareId).member("custodian", custodian);
    confirmedAt.ifPresent(at -> out.member("confirmedAt", at, ZoneOffset.UTC));
    out.close();
  }

  static ShareHolder read(GoReader in) {
    int shareId = 0;
    String custodian = "";
    Optional<Instant> confirmedAt = Optional.empty();
    while (in.next()) {
      switch (in.name()) {
        case "shareId" -> shareId = in.integer();
        case "custodian" -> custodian = in.text();
        default -> confirmedAt = in.time();
      }
    }
    return new ShareHolder(shareId, custodian, confirmedAt);
  }
}
