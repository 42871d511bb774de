// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.Settings;
import ist.spike.crypto.AesGcm;
import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.fakes.Untouchable;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Ceremony;
import ist.spike.keyring.Sharing;
import ist.spike.kit.ProgramSettings;
import ist.spike.store.StorePhase;
import ist.spike.wire.AskNexusState;
import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.AskNexusState.LeaseRequest;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.NexusState;
import ist.spike.wire.NexusState.Lease;
import ist.spike.wire.NexusState.Phase;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import ist.spike.wire.VerifyProbe;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BootstrapCallsTest {

  private static final String BOOTSTRAP = "spiffe://spike.ist/spike/bootstrap";
  private static final String NEXUS = "spiffe://spike.ist/spike/nexus";
  private static final String SUPERUSER = "spiffe://spike.ist/spike/pilot/role/superuser";
  private static final byte[] TEXT = "0123456789abcdef".getBytes(UTF_8);

  private static final int MAX_PROBE_BYTES = 128;

  @TempDir
  Path directory;

  private SealedNexus nexus;
  private BootstrapCalls calls;

  @BeforeEach
  void start() {
    nexus = SealedNexus.bootstrapping(directory);
    Settings settings = Settings.load("nexus", List.of(), Map.of("SPIKE_BOOTSTRAP_REPLACE_KEY_ID",
        "00112233445566778899aabbccddeeff"));
    Checks checks =
        new Checks(new Authorizer(ProgramSettings.roles(settings), nexus.store::policies));
    Nexus.Parts<?> parts =
        new Nexus.Parts<>(Backend.SQLITE, nexus.store, nexus.keepers, new Sharing(3, 2),
            Untouchable.of(SvidSource.class), NexusAudit.inLog(nexus.keys));
    calls = new BootstrapCalls(checks, parts,
        new KeyCustody(settings, parts, nexus.keys, Optional.empty()), MAX_PROBE_BYTES);
  }

  @AfterEach
  void stop() {
    nexus.close();
  }

  @Test
  void verify_probeOfTheDeliveredKey_takesTheKeyAndProvesIt() throws Exception {
    // When
    Reply reply = verify(BOOTSTRAP, probe(nexus.ceremony.key()).toJson());

    // Then
    assertThat(VerifyProbe.parseAnswer(reply.body())).isEqualTo(
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(TEXT)));
    assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.FINAL);
    assertThat(state(BOOTSTRAP, Optional.empty())).isEqualTo(new NexusState("sqlite", false,
        Phase.FINAL, nexus.store.head().storeId().toString(),
        Optional.of(nexus.ceremony.set().keyId()), 3, 2,
        Optional.of(nexus.ceremony.set().id()),
        Optional.of(KeyId.parse("00112233445566778899aabbccddeeff")), Optional.empty()));
  }

  @Test
  void verify_probeOfAnotherKey_isNotReadyBeforeAndInternalAfter() {
    try (Ceremony other = Ceremony.of(3, 2)) {
      byte[] wrong = probe(other.key()).toJson();
      assertNotReady(verify(BOOTSTRAP, wrong));
      assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.NEW);

      verify(BOOTSTRAP, probe(nexus.ceremony.key()).toJson());
      assertRefused(() -> verify(BOOTSTRAP, wrong), ErrorCode.INTERNAL);
    }
  }

  @ParameterizedTest
  @CsvSource({"11,32", "13,32", "0,32", "12,129"})
  void verify_wrongSizes_areABadRequestThatTouchesNothing(int nonce, int ciphertext) {
    byte[] body = new VerifyProbe(new byte[nonce], new byte[ciphertext]).toJson();
    nexus.keepers.duringCall(() -> {
      throw new AssertionError("asked");
    });
    assertNotReady(verify(BOOTSTRAP, body));
    nexus.keepers.duringCall(() -> {});
    verify(BOOTSTRAP, probe(nexus.ceremony.key()).toJson());
    assertRefused(() -> verify(BOOTSTRAP, body), ErrorCode.BAD_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({BOOTSTRAP + ",{", BOOTSTRAP + ",{}", SUPERUSER + ",{", SUPERUSER + ",{}",
      NEXUS + ",null"})
  void verify_sealed_refusesLikeASpikeThatDoesNotLook(String caller, String body) {
    // When
    Reply reply = verify(caller, body.getBytes(UTF_8));

    // Then
    assertNotReady(reply);
    assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.NEW);
  }

  @Test
  void verify_sealedByStranger_doesNotUnseal() {
    // When
    Reply reply = verify(NEXUS, probe(nexus.ceremony.key()).toJson());

    // Then
    assertNotReady(reply);
    assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.NEW);
  }

  @Test
  void verify_order_isSpikesOwn() {
    // Given
    verify(BOOTSTRAP, probe(nexus.ceremony.key()).toJson());

    // A malformed body is a bad request even to a stranger, a well-formed one is not his to ask.
    assertRefused(() -> verify(SUPERUSER, "{".getBytes(UTF_8)), ErrorCode.BAD_REQUEST);
    assertRefused(() -> verify(SUPERUSER, "{}".getBytes(UTF_8)), ErrorCode.UNAUTHORIZED);
    assertRefused(() -> verify(NEXUS, probe(nexus.ceremony.key()).toJson()),
        ErrorCode.UNAUTHORIZED);
  }

  @Test
  void state_order_isOurs() {
    assertRefused(() -> calls.state(call(Operation.NEXUS_STATE, SUPERUSER, "{".getBytes(UTF_8))),
        ErrorCode.UNAUTHORIZED);
    assertRefused(() -> calls.state(call(Operation.NEXUS_STATE, BOOTSTRAP, "{".getBytes(UTF_8))),
        ErrorCode.BAD_REQUEST);
  }

  @Test
  void state_brandNew_saysHowToShareAndGrantsOneLease() {
    assertThat(state(NEXUS, Optional.empty())).isEqualTo(new NexusState("sqlite", true, Phase.NEW,
        nexus.store.head().storeId().toString(), Optional.empty(), 3, 2, Optional.empty(),
        Optional.of(KeyId.parse("00112233445566778899aabbccddeeff")), Optional.empty()));
    assertThat(lease("a", LeaseAction.ACQUIRE)).extracting(Lease::granted, Lease::owner)
        .containsExactly(true, "a");
    assertThat(lease("b", LeaseAction.ACQUIRE).granted()).isFalse();
    assertThat(lease("a", LeaseAction.RELEASE).granted()).isTrue();
    assertThat(lease("b", LeaseAction.ACQUIRE).granted()).isTrue();
  }

  @Test
  void state_leaseForAnotherNexus_isRefusedAndNotTaken() {
    assertRefused(() -> state(NEXUS,
        Optional.of(new LeaseRequest("n", LeaseAction.ACQUIRE))), ErrorCode.UNAUTHORIZED);
    assertThat(lease("a", LeaseAction.ACQUIRE).granted()).isTrue();
  }

  private Lease lease(String owner, LeaseAction action) {
    return state(BOOTSTRAP, Optional.of(new LeaseRequest(owner, action))).lease().orElseThrow();
  }

  private NexusState state(String caller, Optional<LeaseRequest> lease) {
    return NexusState.parse(calls.state(
        call(Operation.NEXUS_STATE, caller, new AskNexusState(lease).toJson())).body());
  }

  private Reply verify(String caller, byte[] body) {
    return calls.verify(call(Operation.VERIFY_BOOTSTRAP, caller, body));
  }

  private static Call call(Operation operation, String caller, byte[] body) {
    return new Call(operation, Optional.of(SpiffeId.parse(caller)), body, "application/json");
  }

  private static VerifyProbe probe(RootKey key) {
    try (AesGcm cipher = AesGcm.of(key.bytes())) {
      byte[] sealed = cipher.seal(TEXT.clone(), new byte[0]);
      return new VerifyProbe(Arrays.copyOf(sealed, AesGcm.NONCE_SIZE_BYTES),
          Arrays.copyOfRange(sealed, AesGcm.NONCE_SIZE_BYTES, sealed.length));
    }
  }

  private static void assertNotReady(Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(new String(reply.body(), UTF_8)).isEqualTo("{\"err\":\"state_not_ready\"}");
  }

  private static void assertRefused(ThrowingCallable call,
      ErrorCode code) {
    assertThatThrownBy(call).isInstanceOfSatisfying(SpikeException.class,
        refusal -> assertThat(refusal.code()).isEqualTo(code));
  }
}
