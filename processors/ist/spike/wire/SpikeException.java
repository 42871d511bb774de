// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * A refusal or failure that the caller must know about. The sentence is for the operator and holds
 * the numbers and names that matter, never a secret value; only the code goes over the wire.
 */
public final class SpikeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** A failure with this code, described by one sentence in lower case without a full stop. */
  public SpikeException(ErrorCode code, String sentence) {
    super(sentence);
    this.code = code;
  }

  /** A failure with this code and the exception behind it. */
  public SpikeException(ErrorCode code, String sentence, Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /** What kind of failure this is. */
  public ErrorCode code() {
    return code;
  }

  /** The sentence that describes the failure. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
