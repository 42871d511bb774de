// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.archive.AgeIdentity;
import ist.spike.archive.Custodian;
import ist.spike.archive.CustodyFile;
import ist.spike.config.Settings;
import ist.spike.keyring.Ceremony;
import ist.spike.kit.ProgramSettings;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.store.CustodyEvent;
import ist.spike.wire.Call;
import ist.spike.wire.ConfirmShare;
import ist.spike.wire.EncryptedShares;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.Reply;
import ist.spike.wire.RestoreProgress;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares out and shares in, over a real store that was restarted and is sealed. */
final class OperatorCallsTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String RECOVER = "spiffe://spike.ist/spike/pilot/role/recover";
  private static final String RESTORE = "spiffe://spike.ist/spike/pilot/role/restore";
  private static final String SUPERUSER = "spiffe://spike.ist/spike/pilot/role/superuser";

  @TempDir
  Path directory;

  private SealedNexus nexus;
  private OperatorCalls calls;

  @BeforeEach
  void start() {
    nexus = SealedNexus.restarted(directory);
    calls = calls(List.of());
  }

  @AfterEach
  void stop() {
    nexus.close();
  }

  @Test
  void restore_thresholdOfShares_unsealsWithoutAskingAKeeper() {
    // Given
    List.of(1, 2, 3).forEach(nexus.keepers::leave);

    // When
    RestoreProgress first = restore(nexus.ceremony.share(3));
    RestoreProgress second = restore(nexus.ceremony.share(1));

    // Then
    assertThat(first).isEqualTo(new RestoreProgress(1, 1, false));
    assertThat(second).isEqualTo(new RestoreProgress(2, 0, true));
    assertThat(nexus.store.isUnsealed()).isTrue();
    assertThat(nexus.keys.<Boolean>withKey(nexus.ceremony::isKey)).isTrue();
  }

  @Test
  void restore_wrongShares_neverCountAndSpoilNothing() {
    restore(nexus.ceremony.share(1));
    assertRefused(ErrorCode.BAD_REQUEST, () -> restore(Ceremony.random(2)));
    assertRefused(ErrorCode.BAD_REQUEST, () -> restore(withId(nexus.ceremony.share(2), 3)));
    assertRefused(ErrorCode.BAD_REQUEST, () -> restore(withId(nexus.ceremony.share(2), 200)));
    assertThat(restore(nexus.ceremony.share(1))).isEqualTo(new RestoreProgress(1, 1, false));
    assertThat(restore(nexus.ceremony.share(2)).restored()).isTrue();
  }

  @Test
  void restore_otherSetOfTheSameKey_isRefused() {
    try (Ceremony other = Ceremony.of(3, 2)) {
      assertRefused(ErrorCode.BAD_REQUEST, () -> restore(other.share(1)));
      assertRefused(ErrorCode.BAD_REQUEST, () -> restore(other.share(2)));
    }
    assertThat(nexus.store.isUnsealed()).isFalse();
  }

  @Test
  void restore_afterTheThreshold_isIgnored() {
    unseal();
    assertThat(restore(nexus.ceremony.share(3))).isEqualTo(new RestoreProgress(2, 0, true));
    assertThat(restore(Ceremony.random(1))).isEqualTo(new RestoreProgress(2, 0, true));
    assertThat(nexus.keys.<Boolean>withKey(nexus.ceremony::isKey)).isTrue();
  }

  @Test
  void restore_liveNexus_countsFromOneAndKeepsItsKey() {
    // Given a Nexus that is unsealed, and a collection that did not do it
    unseal();
    calls = calls(List.of());

    // When, Then
    assertThat(restore(nexus.ceremony.share(3))).isEqualTo(new RestoreProgress(1, 1, false));
    assertThat(restore(nexus.ceremony.share(3))).isEqualTo(new RestoreProgress(1, 1, false));
    assertRefused(ErrorCode.BAD_REQUEST, () -> restore(Ceremony.random(1)));
    assertThat(restore(nexus.ceremony.share(1))).isEqualTo(new RestoreProgress(2, 0, true));
    assertThat(restore(nexus.ceremony.share(2))).isEqualTo(new RestoreProgress(2, 0, true));
    assertThat(nexus.keys.<Boolean>withKey(nexus.ceremony::isKey)).isTrue();
    assertThat(nexus.store.isUnsealed()).isTrue();
  }

  @Test
  void restore_brandNewStore_isRefused() {
    nexus.close();
    nexus = SealedNexus.bootstrapping(directory.resolve("new"));
    calls = calls(List.of());
    assertRefused(ErrorCode.BAD_REQUEST, () -> restore(nexus.ceremony.share(1)));
  }

  @Test
  void restore_request_isZeroedAfterwards() {
    byte[] body = body(nexus.ceremony.share(1));
    calls.restore(call(Operation.RESTORE_SHARE, RESTORE, body));
    assertThat(body).containsOnly(0);
  }

  @Test
  void recover_unsealed_givesAllSharesAndRemembersIt() {
    // Given
    unseal();

    // When
    Reply reply = calls.recover(call(Operation.RECOVER_SHARES, RECOVER, "{}".getBytes(UTF_8)));

    // Then
    try (RecoveredShares shares = RecoveredShares.parse(reply.body())) {
      assertThat(shares.shards().keySet()).containsExactly(1, 2, 3);
      ShareSet set = shares.description().orElseThrow().set();
      assertThat(set).isEqualTo(nexus.store.head().shareSet().orElseThrow());
      shares.shards().forEach(
          (id, value) -> assertThat(value.matches(nexus.ceremony.share(id).value())).isTrue());
      assertThat(nexus.store.custody(set.id()))
          .containsExactly(new CustodyEvent(set.id(), CustodyEvent.WHOLE_SET, RECOVER, NOW));
    }
  }

  @Test
  void recover_sealed_isAnInternalErrorAsInSpike() {
    assertRefused(ErrorCode.INTERNAL, () -> recover(RECOVER));
    assertRefused(ErrorCode.NOT_READY, () -> {
      calls = calls(custodians(3));
      encrypted(RECOVER);
    });
  }

  @Test
  void everyCall_otherRole_isUnauthorised() {
    unseal();
    assertRefused(ErrorCode.UNAUTHORIZED, () -> recover(SUPERUSER));
    assertRefused(ErrorCode.UNAUTHORIZED, () -> encrypted(RESTORE));
    assertRefused(ErrorCode.UNAUTHORIZED, () -> confirm(1, SUPERUSER));
  }

  @Test
  void recover_custodiansNamed_onlyEncryptedOneFileEach() {
    // Given
    unseal();
    List<Custodian> custodians = custodians(3);
    calls = calls(custodians);

    // When
    EncryptedShares shares = EncryptedShares.parse(encrypted(RECOVER).body());

    // Then
    assertRefused(ErrorCode.BAD_REQUEST, () -> recover(RECOVER));
    for (EncryptedShares.CustodianFile file : shares.files()) {
      assertThat(file.custodian()).isEqualTo(custodians.get(file.shareId() - 1).name());
      assertThat(CustodyFile.header(file.content()).label())
          .isEqualTo(nexus.ceremony.label(file.shareId()));
    }
    assertThat(nexus.store.custody(nexus.keys.shareSet().id())).hasSize(1);
  }

  @Test
  void recoverEncrypted_noCustodians_isABadRequest() {
    unseal();
    assertRefused(ErrorCode.BAD_REQUEST, () -> encrypted(RECOVER));
  }

  @Test
  void confirm_shareOfTheLiveSet_isWrittenDown() {
    assertThat(confirm(2, RECOVER)).isEqualTo("{\"confirmed\":1,\"shares\":3}");
    assertThat(confirm(1, RECOVER)).isEqualTo("{\"confirmed\":2,\"shares\":3}");
    assertThat(confirm(2, RECOVER)).isEqualTo("{\"confirmed\":2,\"shares\":3}");
    try (Ceremony other = Ceremony.of(3, 2)) {
      ConfirmShare foreign =
          new ConfirmShare(other.label(1).shareSet(), 1, other.label(1).check());
      ConfirmShare wrongNumber = new ConfirmShare(nexus.ceremony.label(1).shareSet(), 2,
          nexus.ceremony.label(1).check());
      for (ConfirmShare wrong : List.of(foreign, wrongNumber)) {
        assertRefused(ErrorCode.BAD_REQUEST, () -> calls
            .confirm(call(Operation.CONFIRM_SHARE, RECOVER, wrong.toJson())));
      }
    }
  }

  @Test
  void custodians_otherNumberThanShares_namesBoth() {
    String one = custodians(1).getFirst().name();
    assertThat(ShareExport.custodians(List.of(), 3)).isEmpty();
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> ShareExport.custodians(List.of(one), 3))
        .withMessage("recovery.custodians names 1 custodians, but the root key has 3 shares:"
            + " each custodian keeps one");
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> ShareExport.custodians(List.of(one, one), 2))
        .withMessage("recovery.custodians names one custodian twice,"
            + " who would hold more than one share");
  }

  private OperatorCalls calls(List<Custodian> custodians) {
    Settings settings = Settings.load("nexus", List.of(), Map.of());
    Checks checks =
        new Checks(new Authorizer(ProgramSettings.roles(settings), nexus.store::policies));
    return new OperatorCalls(checks,
        new ShareExport(nexus.keys, nexus.store, new ShareExport.Book(nexus.store, () -> NOW),
            custodians),
        new ShareCollection(nexus.store, nexus.keys), 1_000);
  }

  private void unseal() {
    restore(nexus.ceremony.share(1));
    restore(nexus.ceremony.share(2));
  }

  private RestoreProgress restore(Share share) {
    return RestoreProgress
        .parse(calls.restore(call(Operation.RESTORE_SHARE, RESTORE, body(share))).body());
  }

  private Reply recover(String caller) {
    return calls.recover(call(Operation.RECOVER_SHARES, caller, "{}".getBytes(UTF_8)));
  }

  private Reply encrypted(String caller) {
    return calls
        .recoverEncrypted(call(Operation.RECOVER_ENCRYPTED, caller, "{}".getBytes(UTF_8)));
  }

  private String confirm(int id, String caller) {
    ConfirmShare message = new ConfirmShare(nexus.ceremony.label(id).shareSet(), id,
        nexus.ceremony.label(id).check());
    return new String(
        calls.confirm(call(Operation.CONFIRM_SHARE, caller, message.toJson())).body(), UTF_8);
  }

  private static byte[] body(Share share) {
    try (RestoreShare message =
        new RestoreShare(share.id(), Optional.of(share.value().copy()))) {
      return message.toJson();
    }
  }

  private static Call call(Operation operation, String caller, byte[] body) {
    return new Call(operation, Optional.of(SpiffeId.parse(caller)), body, "application/json");
  }

  private static Share withId(Share share, int id) {
    return new Share(id, share.value().copy());
  }

  private static List<Custodian> custodians(int count) {
    return Stream.generate(OperatorCallsTest::custodian).limit(count).toList();
  }

  private static Custodian custodian() {
    try (AgeIdentity identity = AgeIdentity.generate()) {
      return Custodian.of(identity.recipient().text());
    }
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(SpikeException.class).isThrownBy(call)
        .extracting(SpikeException::code).isEqualTo(code);
  }
}
