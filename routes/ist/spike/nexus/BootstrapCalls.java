// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.RootKey;
import ist.spike.keyring.BootstrapLease;
import ist.spike.keyring.Sharing;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreHead;
import ist.spike.store.StoreSeal;
import ist.spike.wire.AskNexusState;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.NexusState;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import ist.spike.wire.VerifyProbe;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.AEADBadTagException;

/** Answers Bootstrap: what state Nexus is in, and the proof that it has the root key. */
final class BootstrapCalls {

  private static final byte[] NO_ASSOCIATED_DATA = {};
  private static final Set<ErrorCode> LOOK_SEALED =
      Set.of(ErrorCode.BAD_REQUEST, ErrorCode.UNAUTHORIZED, ErrorCode.NOT_READY);

  private final Checks checks;
  private final Backend backend;
  private final StoreSeal store;
  private final KeyHolder keys;
  private final KeyRecovery recovery;
  private final BootstrapLease lease;
  private final Sharing sharing;
  private final int maxProbeBytes;

  /**
   * @param maxProbeBytes how long the ciphertext of a probe may be
   */
  BootstrapCalls(Checks checks, Nexus.Parts<?> parts, KeyCustody custody, int maxProbeBytes) {
    this.checks = checks;
    this.backend = parts.backend();
    this.store = parts.store();
    this.keys = custody.keys();
    this.recovery = custody.recovery();
    this.lease = custody.lease();
    this.sharing = parts.sharing();
    this.maxProbeBytes = maxProbeBytes;
  }

  Reply state(Call call) {
    return checks.answer(call, new Checks.Steps<>(AskNexusState::parse, request -> {
      if (request.lease().isPresent()) {
        requireBootstrap(call);
      }
    }, request -> Reply.ok(state(request).toJson())));
  }

  /** Another Nexus may look, but only Bootstrap has a use for the lease. */
  private void requireBootstrap(Call call) {
    checks.require(new Call(Operation.VERIFY_BOOTSTRAP, call.caller(), call.body(),
        call.contentType(), call.trace()));
  }

  private NexusState state(AskNexusState request) {
    StoreHead head = store.head();
    Optional<ShareSet> set = head.shareSet();
    String storeId = backend == Backend.SQLITE ? head.storeId().toString() : "";
    return new NexusState(backend.text(), !keys.isUnsealed(),
        NexusState.Phase.valueOf(head.phase().name()), storeId,
        set.map(ShareSet::keyId), sharing.shares(), sharing.threshold(), set.map(ShareSet::id),
        recovery.replacedKey(),
        request.lease().map(lease::answer));
  }

  /**
   * A sealed SPIKE answers this path like most others: 503, without a look at the request (wire spec
   * 2.1). Ours looks, for a probe is what unseals a new store; whatever else comes is told the same.
   */
  Reply verify(Call call) {
    boolean sealed = !keys.isUnsealed();
    try {
      return verifyOpenly(call);
    } catch (SpikeException e) {
      if (sealed && LOOK_SEALED.contains(e.code())) {
        return Reply.failure(ErrorCode.NOT_READY);
      }
      throw e;
    }
  }

  private Reply verifyOpenly(Call call) {
    return checks.answer(call, new Checks.Steps<>(VerifyProbe::parse, probe -> {
      if (probe.nonce().length != AesGcm.NONCE_SIZE_BYTES
          || probe.ciphertext().length > maxProbeBytes) {
        throw new SpikeException(ErrorCode.BAD_REQUEST, "a probe has a nonce of "
            + AesGcm.NONCE_SIZE_BYTES + " bytes and at most " + maxProbeBytes + " bytes");
      }
    }, this::verify));
  }

  private Reply verify(VerifyProbe probe) {
    recovery.adoptFirstKey(key -> open(key, probe).isPresent());
    byte[] text = keys.withKey(key -> open(key, probe)).orElseThrow(
        () -> new SpikeException(ErrorCode.INTERNAL, "the probe is not under this root key"));
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return Reply.ok(VerifyProbe.answer(HexFormat.of().formatHex(hash)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** The probe's text under the raw root key, the one thing SPIKE's wire needs it for. */
  private static Optional<byte[]> open(RootKey key, VerifyProbe probe) {
    try (AesGcm cipher = AesGcm.of(key.bytes())) {
      return Optional.of(cipher.open(probe.nonce(), probe.ciphertext(), NO_ASSOCIATED_DATA));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    }
  }
}
