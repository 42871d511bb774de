// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import io.spiffe.exception.InvalidSpiffeIdException;
import io.spiffe.spiffeid.SpiffeId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.util.List;

/**
 * A request that a restored installation must allow or deny, because the policies in the backup say so.
 *
 * @param allowed what it must do
 * @param who asks to read
 * @param path of the secret
 */
record DrillProbe(boolean allowed, SpiffeId who, String path) {

  private static final List<String> VERDICTS = List.of("allow", "deny");
  private static final int WORDS = 3;

  /** Reads {@code allow|deny SPIFFE-ID PATH}; {@code BAD_SETTING} for anything else. */
  static DrillProbe parse(String text) {
    String[] words = text.strip().split(" +", -1);
    if (words.length != WORDS || !VERDICTS.contains(words[0])) {
      throw bad(text, "it must be 'allow' or 'deny', a SPIFFE ID and the path of a secret");
    }
    try {
      Validation.requirePath(words[2]);
      return new DrillProbe(words[0].equals("allow"), SpiffeId.parse(words[1]), words[2]);
    } catch (InvalidSpiffeIdException | SpikeException e) {
      throw bad(text, String.valueOf(e.getMessage()));
    }
  }

  private static SpikeException bad(String text, String why) {
    return new SpikeException(ErrorCode.BAD_SETTING,
        "SPIKE_DRILL_PROBES: the probe '" + text + "' cannot be used: " + why);
  }

  @Override
  public String toString() {
    return (allowed ? "allow " : "deny ") + who + " " + path;
  }
}
