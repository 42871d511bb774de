// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a process has no SVID, and what to check. */
final class NoIdentity {

  private NoIdentity() {}

  /** No SVID came in time. */
  static SpikeException after(String address, Duration timeout, @Nullable String reason) {
    return new SpikeException(ErrorCode.NO_IDENTITY, "no SVID from " + address + " within "
        + timeout.toSeconds() + " s (" + reason + "); check that the SPIRE agent runs, "
        + "that SPIFFE_ENDPOINT_SOCKET names its socket, that this user may open it, "
        + "and that a registration entry matches this process");
  }

  /** The process was told to stop while it waited. */
  static SpikeException interrupted(InterruptedException cause) {
    return new SpikeException(ErrorCode.NO_IDENTITY, "stopped while waiting for an SVID", cause);
  }

  /** Nobody can be asked at such an address. */
  static SpikeException badAddress(String address, Exception cause) {
    return new SpikeException(ErrorCode.BAD_SETTING, "'" + address + "' is no address of a "
        + "Workload API; allowed is unix:///absolute/path or tcp://IP:port", cause);
  }
}
