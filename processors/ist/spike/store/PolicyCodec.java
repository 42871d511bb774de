// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.Fields;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A policy as bytes (ops/format/store.md 4.2). */
final class PolicyCodec {

  private static final String LABEL = "spike-camel/1/policy";

  private PolicyCodec() {}

  static byte[] encode(Policy policy) {
    PolicyRule rule = policy.rule();
    Fields fields = Fields.of(LABEL).text(rule.name()).text(rule.spiffeIdPattern())
        .text(rule.pathPattern()).number(HistoryCodec.nanos(policy.created()))
        .number(HistoryCodec.nanos(policy.updated()));
    rule.permissions().forEach(fields::text);
    return fields.toBytes();
  }

  /** Reads what {@link #encode} wrote; throws for what is no policy by the rules of today. */
  static Policy decode(byte[] encoded) {
    FieldReader fields = FieldReader.of(LABEL, encoded);
    String name = fields.text();
    String spiffeIdPattern = fields.text();
    String pathPattern = fields.text();
    Instant created = HistoryCodec.instant(fields.number());
    Instant updated = HistoryCodec.instant(fields.number());
    List<String> permissions = new ArrayList<>();
    while (fields.hasMore()) {
      permissions.add(fields.text());
    }
    return new Policy(PolicyRule.of(name, spiffeIdPattern, pathPattern, permissions), created,
        updated);
  }
}
