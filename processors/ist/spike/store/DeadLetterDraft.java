// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/**
 * What failed for good, before the store has it.
 *
 * @param flow the route that gave up
 * @param subject what it was about, such as a Keeper's URL
 * @param attempts how often it was tried
 * @param error the last failure in one sentence
 */
public record DeadLetterDraft(String flow, String subject, int attempts, String error) {

  /** A sentence and a URL fit; a whole answer of some server does not. */
  private static final int MAX_TEXT_LENGTH = 1_000;

  /** The same with its texts cut to what is stored. */
  DeadLetterDraft cut() {
    return new DeadLetterDraft(cut(flow), cut(subject), attempts, cut(error));
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH);
  }
}
