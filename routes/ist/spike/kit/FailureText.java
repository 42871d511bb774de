// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.wire.SpikeException;

/** What a person is told about a failure that ended a program. */
final class FailureText {

  private static final int MAX_CAUSES = 20;

  private FailureText() {}

  /** The sentence of our own failure that is behind it; else the kind of failure alone. */
  static String of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof SpikeException known) {
        return known.sentence();
      }
      cause = cause.getCause();
    }
    // SECURITY: the message of an unknown failure may quote its input.
    return "failed with " + failure.getClass().getName();
  }
}
