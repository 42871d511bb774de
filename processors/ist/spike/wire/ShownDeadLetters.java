// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** What failed for good, oldest first: the answer to list, and with one letter to show. */
public record ShownDeadLetters(List<Letter> letters) {

  /**
   * One of them.
   *
   * @param id its number
   * @param flow the route that gave up
   * @param subject what it was about
   * @param attempts how often it was tried
   * @param error the last failure in one sentence
   * @param parkedAt when it was given up, the last time
   */
  public record Letter(long id, String flow, String subject, int attempts, String error,
      Instant parkedAt) {

    private void write(GoWriter out) {
      out.open().member("id", id).member("flow", flow).member("subject", subject)
          .member("attempts", attempts).member("error", error)
          .member("parkedAt", parkedAt, ZoneOffset.UTC).close();
    }

    private static Letter read(GoReader in) {
      long id = 0;
      String flow = "";
      String subject = "";
      int attempts = 0;
      String error = "";
      Instant parkedAt = Instant.EPOCH;
      while (in.next()) {
        switch (in.name()) {
          case "id" -> id = in.number();
          case "flow" -> flow = in.text();
          case "subject" -> subject = in.text();
          case "attempts" -> attempts = in.integer();
          case "error" -> error = in.text();
          default -> parkedAt = in.time().orElse(Instant.EPOCH);
        }
      }
      return new Letter(id, flow, subject, attempts, error, parkedAt);
    }
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().name("deadLetters").startArray();
    letters.forEach(letter -> letter.write(out));
    return out.endArray().close().toBytes();
  }

  /** Reads an answer. */
  public static ShownDeadLetters parse(byte[] body) {
    GoReader in = GoReader.answer(body, "deadLetters");
    List<Letter> letters = List.of();
    while (in.next()) {
      letters = in.objects(Letter::read, "id", "flow", "subject", "attempts", "error", "parkedAt");
    }
    return new ShownDeadLetters(letters);
  }
}
