// SPDX-License-Identifier: Apache-2.0
package ist.spike.keeper;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.keyring.KeeperSlots;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.wire.Access;
import ist.spike.wire.Call;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.HeldShare;
import ist.spike.wire.Reply;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.SpikeException;
import java.util.Arrays;

/**
 * Answers what a Keeper can be asked (wire spec 4). TLS lets only Nexus and Bootstrap in; each call
 * is checked again, because not both may do everything.
 */
public final class KeeperCalls {

  private final Roles roles;
  private final KeeperSlots slots;

  /** Answers from {@code slots} to the callers that {@code roles} knows. */
  public KeeperCalls(Roles roles, KeeperSlots slots) {
    this.roles = roles;
    this.slots = slots;
  }

  Reply contribute(Call call) {
    try {
      ContributeShare given = ContributeShare.parse(call.body());
      slots.contribute(given, contributor(call, given));
      return Reply.ok(EmptyMessage.json());
    } finally {
      Arrays.fill(call.body(), (byte) 0);
    }
  }

  Reply giveBack(Call call) {
    ReturnShare request = ReturnShare.parse(call.body());
    requireAccess(call);
    try (HeldShare held = slots.answer(request)) {
      return Reply.ok(held.toJson());
    }
  }

  Reply state(Call call) {
    requireAccess(call);
    EmptyMessage.parse(call.body());
    return Reply.ok(slots.state().toJson());
  }

  private Contributor contributor(Call call, ContributeShare given) {
    try {
      SpiffeId caller = requireAccess(call);
      return roles.has(caller, Role.NEXUS) ? Contributor.NEXUS : Contributor.BOOTSTRAP;
    } catch (SpikeException e) {
      given.close();
      throw e;
    }
  }

  private SpiffeId requireAccess(Call call) {
    SpiffeId caller = call.caller().orElseThrow(
        () -> new SpikeException(ErrorCode.UNAUTHORIZED, "the caller has no valid SPIFFE ID"));
    boolean bootstrapToo = call.operation().access() == Access.NEXUS_OR_BOOTSTRAP;
    if (roles.has(caller, Role.NEXUS) || (bootstrapToo && roles.has(caller, Role.BOOTSTRAP))) {
      return caller;
    }
    throw new SpikeException(ErrorCode.UNAUTHORIZED,
        caller + " may not call " + call.operation().routeId());
  }
}
