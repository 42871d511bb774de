// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.wire.NexusState;
import java.util.Locale;

/** What asking Nexus for its state showed. */
public sealed interface NexusFinding {

  /** A Nexus of ours, in this state. */
  record Ours(NexusState state) implements NexusFinding {
    @Override
    public String describe() {
      return state.mode() + ", " + (state.sealed() ? "sealed" : "unsealed") + ", "
          + state.phase().name().toLowerCase(Locale.ROOT)
          + state.keyId().map(id -> ", key " + id).orElse("")
          + (state.shares() > 0
              ? ", " + state.threshold() + " of " + state.shares() + " shares needed"
              : "");
    }
  }

  /**
   * A Nexus that does not know the question: SPIKE's own.
   *
   * @param hasKey whether it refused a probe under a key that cannot be its own, so that it has one;
   *     otherwise nobody can tell
   */
  record Foreign(boolean hasKey) implements NexusFinding {
    @Override
    public String describe() {
      return "SPIKE's own, " + (hasKey ? "has a root key" : "new or sealed");
    }
  }

  /** A Nexus that does not let us ask. */
  record Refusing(String reason) implements NexusFinding {
    @Override
    public String describe() {
      return reason;
    }
  }

  /** No answer, or one that says that Nexus failed. */
  record Failing(String reason) implements NexusFinding {
    @Override
    public String describe() {
      return reason;
    }
  }

  /** What was found, in words. */
  String describe();

  /** What the status of an answer other than 200 means; ours answers 200, 401 or 500 only. */
  static NexusFinding ofStatus(int status, String address) {
    return switch (status) {
      case 400, 503 -> new Foreign(false);
      case 401 -> new Refusing("nexus " + address
          + " does not accept this identity as bootstrap; check SPIKE_TRUST_ROOT_BOOTSTRAP there");
      default -> new Failing("nexus " + address + " answered " + status);
    };
  }
}
