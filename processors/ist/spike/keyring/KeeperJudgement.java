// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

/**
 * What a Keeper was good for in one round.
 *
 * @param position its place in the list of peers, from 1
 * @param standing in one word
 * @param reason in words, with the Keeper as subject; empty when it is good
 */
public record KeeperJudgement(int position, Standing standing, String reason) {

  /** What can be said of a Keeper. */
  public enum Standing {
    /** It holds a share that counts. */
    GOOD,
    /** It answers and holds nothing. */
    EMPTY,
    /** It does not answer, or not in time. */
    SILENT,
    /** What it shows is wrong: it was given another share, was altered, or lies. */
    CULPRIT
  }

  /** For a log line or a refusal. */
  public String describe() {
    return standing == Standing.GOOD
        ? "keeper " + position + " is good"
        : "keeper " + position + " " + reason;
  }
}
