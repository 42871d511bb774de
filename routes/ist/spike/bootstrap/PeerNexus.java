// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.keyring.NexusFinding;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.wire.AskNexusState;
import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.AskNexusState.LeaseRequest;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.NexusState;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import ist.spike.wire.VerifyProbe;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Reaches Nexus over mutual TLS. */
final class PeerNexus implements NexusLink {

  private static final Duration STATE_TIMEOUT = Duration.ofSeconds(5);
  /** Nexus asks all Keepers meanwhile and promises an answer within 8 s. */
  private static final Duration VERIFY_TIMEOUT = Duration.ofSeconds(30);

  private final URI address;
  private final PeerClient client;

  PeerNexus(URI address, PeerClient client) {
    this.address = address;
    this.client = client;
  }

  @Override
  public URI address() {
    return address;
  }

  @Override
  public NexusFinding state(String owner, LeaseAction action) {
    byte[] question =
        new AskNexusState(Optional.of(new LeaseRequest(owner, action))).toJson();
    try {
      PeerAnswer answer =
          client.post(address, Operation.NEXUS_STATE.target(), question, STATE_TIMEOUT);
      return answer.isOk()
          ? new NexusFinding.Ours(NexusState.parse(answer.body()))
          : NexusFinding.ofStatus(answer.status(), address.toString());
    } catch (PeerException | SpikeException e) {
      return new NexusFinding.Failing("nexus " + e.getMessage());
    }
  }

  @Override
  public Proof verify(VerifyProbe probe) {
    try {
      PeerAnswer answer = client.post(address, Operation.VERIFY_BOOTSTRAP.target(),
          probe.toJson(), VERIFY_TIMEOUT);
      return new Proof(answer.status(),
          answer.isOk() ? VerifyProbe.parseAnswer(answer.body()) : "");
    } catch (PeerException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "nexus " + e.getMessage(), e);
    }
  }
}
