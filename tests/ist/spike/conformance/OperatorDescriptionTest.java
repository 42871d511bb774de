// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.archive.AgeIdentity;
import ist.spike.crypto.SecretBytes;
import ist.spike.wire.AskNexusState;
import ist.spike.wire.AskWalk;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.ConfirmShare;
import ist.spike.wire.DeadLetterNumber;
import ist.spike.wire.EncryptedShares;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.Operation;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.ShareSetDescription;
import ist.spike.wire.ShownDeadLetters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published description against what a running Nexus tells operators, Bootstrap and itself. */
final class OperatorDescriptionTest {

  static final Set<Operation> OPERATIONS = EnumSet.of(Operation.RECOVER_SHARES,
      Operation.RECOVER_ENCRYPTED, Operation.CONFIRM_SHARE, Operation.RESTORE_SHARE,
      Operation.VERIFY_BOOTSTRAP, Operation.NEXUS_STATE, Operation.SHOW_STATUS,
      Operation.LIST_DEAD_LETTERS, Operation.SHOW_DEAD_LETTER, Operation.RETRY_DEAD_LETTER,
      Operation.DROP_DEAD_LETTER, Operation.CHECK_STORE, Operation.IMPORT_SPIKE,
      Operation.VERIFY_AUDIT);

  @TempDir
  Path home;

  @Test
  void call_eachOperationOfOurs_isDescribed() throws Exception {
    try (SpikeSystem system =
        SpikeSystem.sealed(home, Map.of("SPIKE_RECOVERY_CUSTODIANS", custodians()))) {
      DescribedSystem described = new DescribedSystem(system);
      described.ask(Operation.SHOW_STATUS, Who.SUPERUSER, "{}");
      described.ask(Operation.NEXUS_STATE, Who.BOOTSTRAP,
          new AskNexusState(Optional.of(new AskNexusState.LeaseRequest("one run",
              AskNexusState.LeaseAction.ACQUIRE))).toJson());
      system.bootstrap();
      described.ask(Operation.NEXUS_STATE, Who.NEXUS,
          new AskNexusState(Optional.empty()).toJson());

      takeOver(described);
      deadLetters(described);
      walks(described);
      custody(described);
      described.ask(Operation.SHOW_STATUS, Who.SUPERUSER, "{}");
      described.requireAllSeen();
    }
  }

  @Test
  void call_eachOperationOfSpike_isDescribed() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, Map.of())) {
      DescribedSystem described = new DescribedSystem(system);
      described.ask(Operation.VERIFY_BOOTSTRAP, Who.BOOTSTRAP, system.probe());
      String shares = described.ask(Operation.RECOVER_SHARES, Who.RECOVER, "{}");
      try (RecoveredShares recovered = RecoveredShares.parse(shares.getBytes(UTF_8));
          SecretBytes share = Objects.requireNonNull(recovered.shards().remove(1));
          RestoreShare request = new RestoreShare(1, Optional.of(share))) {
        described.ask(Operation.RESTORE_SHARE, Who.RESTORE, request.toJson());
      }
      described.requireAllSeen();
    }
  }

  private static String custodians() {
    return Stream.generate(AgeIdentity::generate).limit(3).map(identity -> {
      try (identity) {
        return identity.recipient().text();
      }
    }).collect(Collectors.joining(","));
  }

  private static void takeOver(DescribedSystem described) throws IOException {
    Instant time = Instant.parse("2026-01-02T03:04:05.678Z");
    SortedMap<Integer, ImportSpike.Version> versions = new TreeMap<>(Map.of(
        1, new ImportSpike.Version(time, Optional.of(time), Optional.empty()),
        2, new ImportSpike.Version(time, Optional.empty(),
            Optional.of(new TreeMap<>(Map.of("k", "v"))))));
    try (ImportSpike batch = new ImportSpike(false, Optional.of(SecretBytes.random(32)),
        List.of(new ImportSpike.Secret("a/b", 2, 10, time, time, versions)))) {
      assertThat(described.ask(Operation.IMPORT_SPIKE, Who.SUPERUSER, batch.toJson()))
          .contains("IMPORTED");
    }
    try (ImportSpike nothing = new ImportSpike(true, Optional.empty(), List.of())) {
      described.ask(Operation.IMPORT_SPIKE, Who.SUPERUSER, nothing.toJson());
    }
  }

  /** A drill of a backup that is not there fails for good; so does the next, as there is none. */
  private static void deadLetters(DescribedSystem described) throws IOException {
    described.ask(Operation.DRILL_BACKUP, Who.SUPERUSER,
        BackupRequest.of("spike-00000000-20260102T030405Z-1").toJson());
    long id = ShownDeadLetters.parse(
        described.ask(Operation.LIST_DEAD_LETTERS, Who.SUPERUSER, "{}").getBytes(UTF_8))
        .letters().getFirst().id();
    byte[] numbered = new DeadLetterNumber(id).toJson();
    described.ask(Operation.SHOW_DEAD_LETTER, Who.SUPERUSER, numbered);
    assertThat(described.ask(Operation.RETRY_DEAD_LETTER, Who.SUPERUSER, numbered))
        .contains("\"done\":false");
    described.ask(Operation.DROP_DEAD_LETTER, Who.SUPERUSER, numbered);
  }

  private static void walks(DescribedSystem described) throws IOException {
    for (Operation walk : List.of(Operation.CHECK_STORE, Operation.VERIFY_AUDIT)) {
      described.ask(walk, Who.SUPERUSER, new AskWalk(true).toJson());
      await().atMost(30, SECONDS).until(
          () -> described.ask(walk, Who.SUPERUSER, new AskWalk(false).toJson()),
          answer -> answer.contains("\"running\":false"));
    }
  }

  /** A backup, so that the status has one, and shares given out and confirmed. */
  private static void custody(DescribedSystem described) throws IOException {
    described.ask(Operation.RUN_BACKUP, Who.SUPERUSER, "{}");
    ShareSetDescription set = EncryptedShares.parse(
        described.ask(Operation.RECOVER_ENCRYPTED, Who.RECOVER, "{}").getBytes(UTF_8))
        .description();
    described.ask(Operation.CONFIRM_SHARE, Who.RECOVER,
        new ConfirmShare(set.set().id(), 2, set.label(2).check()).toJson());
  }
}
