// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;

/**
 * The answer to {@link ExplainPolicy}.
 *
 * @param granted what the answer to the caller would be
 * @param decidedBy the role or the policy that decides, in a sentence
 * @param policies those that grant it, then those that come closest
 * @param omitted how many more policies there are
 */
public record PolicyExplanation(boolean granted, String decidedBy, List<Entry> policies,
    int omitted) {

  /**
   * What one policy has to do with it.
   *
   * @param reasons why it does not grant it; empty when it does
   * @param warnings what is unwise about it
   */
  public record Entry(String name, List<String> reasons, List<String> warnings) {

    /** Whether this policy alone would grant it. */
    public boolean grants() {
      return reasons.isEmpty();
    }

    private void write(GoWriter out) {
      out.open().member("name", name).member("grants", grants());
      texts(out, "reasons", reasons);
      texts(out, "warnings", warnings);
      out.close();
    }

    private static void texts(GoWriter out, String name, List<String> texts) {
      out.name(name).startArray();
      texts.forEach(out::text);
      out.endArray();
    }

    private static Entry read(GoReader in) {
      String name = "";
      List<String> reasons = List.of();
      List<String> warnings = List.of();
      while (in.next()) {
        switch (in.name()) {
          case "name" -> name = in.text();
          case "reasons" -> reasons = in.texts();
          default -> warnings = in.texts();
        }
      }
      return new Entry(name, reasons, warnings);
    }
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("granted", granted)
        .member("decidedBy", decidedBy).name("policies").startArray();
    policies.forEach(policy -> policy.write(out));
    return out.endArray().member("omitted", omitted).close().toBytes();
  }

  /** Reads an answer. */
  public static PolicyExplanation parse(byte[] body) {
    GoReader in = GoReader.answer(body, "granted", "decidedBy", "policies", "omitted");
    boolean granted = false;
    String decidedBy = "";
    List<Entry> policies = List.of();
    int omitted = 0;
    while (in.next()) {
      switch (in.name()) {
        case "granted" -> granted = in.flag();
        case "decidedBy" -> decidedBy = in.text();
        case "policies" -> policies = in.objects(Entry::read, "name", "reasons", "warnings");
        default -> omitted = in.integer();
      }
    }
    return new PolicyExplanation(granted, decidedBy, policies, omitted);
  }
}
