// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import io.spiffe.spiffeid.SpiffeId;
import java.util.Optional;

/**
 * One request after the front door: what is asked, by whom, with which body.
 *
 * @param operation what is asked
 * @param caller the SPIFFE ID of the verified peer certificate; empty when it is not a valid one
 * @param body the whole body, already bounded; owned by whoever handles the call
 * @param contentType the request's content type; empty when there is none
 * @param trace what is learned about the request, for its record
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Call(Operation operation, Optional<SpiffeId> caller, byte[] body,
    String contentType, RequestTrace trace) {

  /** A call that came over no wire. */
  public Call(Operation operation, Optional<SpiffeId> caller, byte[] body, String contentType) {
    this(operation, caller, body, contentType, new RequestTrace(""));
  }

  /** Names the call without its body, which may hold a secret. */
  @Override
  public String toString() {
    return "Call[" + operation + " by "
        + caller.map(SpiffeId::toString).orElse("nobody") + "]";
  }
}
