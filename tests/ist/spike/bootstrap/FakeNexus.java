// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.RootKey;
import ist.spike.keyring.NexusFinding;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.NexusState;
import ist.spike.wire.NexusState.Lease;
import ist.spike.wire.NexusState.Phase;
import ist.spike.wire.VerifyProbe;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;

/** A Nexus that combines what the Keepers hold, as the real one does. */
final class FakeNexus implements NexusLink {

  private final FakeKeepers keepers;
  private final List<LeaseAction> asked = new ArrayList<>();
  private boolean reachable = true;
  private boolean leaseLost;
  private int notReady;
  private int proofs;
  private Optional<RootKey> key = Optional.empty();
  private Optional<Proof> fixed = Optional.empty();
  private Runnable beforeProof = () -> {};

  FakeNexus(FakeKeepers keepers) {
    this.keepers = keepers;
  }

  void goAway() {
    reachable = false;
  }

  void takeTheLeaseAway() {
    leaseLost = true;
  }

  /** Answers so many proofs with 503 first, and does this before each. */
  void notReady(int times, Runnable before) {
    notReady = times;
    beforeProof = before;
  }

  /** Answers every proof like this. */
  void answerProofs(Proof answer) {
    fixed = Optional.of(answer);
  }

  synchronized List<LeaseAction> asked() {
    return List.copyOf(asked);
  }

  int proofs() {
    return proofs;
  }

  boolean isUnsealed() {
    return key.isPresent();
  }

  @Override
  public URI address() {
    return URI.create("https://nexus");
  }

  @Override
  public synchronized NexusFinding state(String owner, LeaseAction action) {
    asked.add(action);
    if (!reachable) {
      return new NexusFinding.Failing("nexus does not answer");
    }
    boolean granted = !leaseLost || action != LeaseAction.RENEW;
    return new NexusFinding.Ours(
        new NexusState("sqlite", key.isEmpty(), key.isPresent() ? Phase.FINAL : Phase.NEW, "",
            key.map(RootKey::keyId), 3, 2, Optional.empty(), Optional.empty(),
            Optional.of(new Lease(granted, granted ? owner : "other", 60))));
  }

  @Override
  public Proof verify(VerifyProbe probe) {
    proofs++;
    beforeProof.run();
    if (fixed.isPresent()) {
      return fixed.get();
    }
    List<Share> shares = keepers.shares();
    if (proofs <= notReady || shares.size() < 3) {
      shares.forEach(Share::close);
      return new Proof(503, "");
    }
    RootKey found = RootKey.of(Shamir.combine(shares.subList(1, 3)));
    shares.forEach(Share::close);
    key = Optional.of(found);
    return new Proof(200, open(found, probe));
  }

  private static String open(RootKey key, VerifyProbe probe) {
    try (AesGcm cipher = AesGcm.of(key.bytes())) {
      byte[] text = cipher.open(probe.nonce(), probe.ciphertext(), new byte[0]);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (AEADBadTagException | NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
