// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.time.Instant;

/**
 * One decision: who asked for what, and what came of it. Never a value.
 *
 * @param time when the request came in
 * @param requestId names the request; empty for work of this program's own
 * @param caller SPIFFE ID; empty when there is none, or for work of this program's own
 * @param operation the name of the operation's route, or of the program's own work
 * @param subject what it was about: a path, the name of a policy, a backup; empty when nothing is known
 * @param status HTTP status of the answer
 * @param code what the answer says in {@code err}; empty when it was done
 * @param micros microseconds from the request to this record
 */
public record AuditRecord(Instant time, String requestId, String caller, String operation,
    String subject, int status, String code, long micros) {

  /** The longest subject; the rest is cut off. */
  public static final int MAX_SUBJECT_CHARACTERS = 1_024;

  private static final int UNAUTHORIZED = 401;
  private static final int FIRST_FAILURE = 400;
  private static final char UNPRINTABLE = '\uFFFD';

  /** Whatever a client sent as a path becomes one line of bounded length. */
  public AuditRecord {
    subject = printable(subject);
  }

  /** What came of it in one word: {@code done}, {@code refused} or {@code failed}. */
  public String outcome() {
    if (status == UNAUTHORIZED) {
      return "refused";
    }
    return status < FIRST_FAILURE ? "done" : "failed";
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints().limit(MAX_SUBJECT_CHARACTERS)
        .map(each -> Character.isISOControl(each) || isUnpaired(each) ? UNPRINTABLE : each)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static boolean isUnpaired(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }
}
