// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static ist.spike.backup.S3Fixture.FILE;
import static ist.spike.backup.S3Fixture.ID;
import static ist.spike.backup.S3Fixture.assertRefused;
import static ist.spike.backup.S3Fixture.bytes;
import static ist.spike.backup.S3Fixture.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.backup.FaultyWire.Fault;
import ist.spike.config.Settings;
import ist.spike.crypto.RootKey;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.PruneReport;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that checks signatures, keeps locks and fails as it is told. */
final class S3DestinationTest {

  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final int RATE = 1_000_000;

  @TempDir
  private Path directory;

  private S3Fixture s3;

  @BeforeEach
  void start() throws Exception {
    s3 = new S3Fixture();
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  @ParameterizedTest
  @CsvSource({"'s3://bucket/up?uriEndpointOverride=https://a%20b', 'an https URL without a path in"
      + " option ''uriEndpointOverride'''",
      "'s3://bucket/up?partSize=5242879', 'a number of bytes from 5242880 to 67108864 in option"
          + " ''partSize'''",
      "'s3://bucket/up?region=a%20b', 'a name such as eu-central-1 in option ''region'''"})
  void destination_serverThatIsNoUrl_isRefusedByItsOption(String uri, String wanted) {
    assertThatThrownBy(() -> S3Endpoint.destination(
        Settings.load("nexus", Optional.empty(), Map.of("SPIKE_BACKUP_S3_ACCESS_ID", FakeS3.ID,
            "SPIKE_BACKUP_S3_SECRET", FakeS3.SECRET)),
        EndpointUri.parse(uri, S3Endpoint.OPTIONS), Duration.ofSeconds(60)))
        .isInstanceOf(SpikeException.class).hasMessageContaining("must have " + wanted)
        .hasNoCause();
  }

  @Test
  void put_largeFile_isLockedReadBackAndListed() throws Exception {
    // Given
    byte[] content = bytes(5_000_000);
    S3Destination destination = s3.destination("");

    // When
    destination.put(upload(content));

    // Then
    assertThat(s3.server.log).containsExactly(
        "PUT /bucket/up/" + FILE + " COMPLIANCE 2026-03-15T00:00:00Z");
    try (InputStream in = destination.open(FILE)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    s3.server.objects.put("up/spike-not-finished", new byte[0]);
    s3.server.objects.put("up/spike-x.age", new byte[0]);
    s3.server.objects.put("other/spike-y.age", new byte[0]);
    s3.server.objects.put("up/spike-z.age", new byte[0]);
    assertThat(destination.list()).containsExactly(FILE, "spike-x.age", "spike-z.age");
    assertThat(destination.name()).isEqualTo("s3://bucket/up");
  }

  @Test
  void keepUntil_onlyMakesLocksLonger() throws Exception {
    // Given
    S3Destination destination = s3.destination("&lock=governance");
    destination.put(upload(bytes(10)));

    // When
    destination.keepUntil(FILE, Instant.parse("2026-03-14T00:00:00Z"));
    destination.keepUntil(FILE, Instant.parse("2027-04-01T00:00:00Z"));

    // Then
    assertThat(s3.server.locks).containsEntry("up/" + FILE, Instant.parse("2027-04-01T00:00:00Z"));
    assertThat(s3.server.log).filteredOn(line -> line.contains("PUT")).containsExactly(
        "PUT /bucket/up/" + FILE + " GOVERNANCE 2026-03-15T00:00:00Z",
        "PUT /bucket/up/" + FILE + "?retention=");
  }

  @Test
  void objection_lockedOrNotOurs_saysWhy() throws Exception {
    // Given
    S3Destination deletes = s3.destination("&delete=true");
    deletes.put(upload(bytes(10)));

    // Then
    assertThat(deletes.objection(FILE, Instant.parse("2026-03-14T23:59:59Z")))
        .contains("in no slot any more, but locked until 2026-03-15T00:00:00Z");
    assertThat(deletes.objection(FILE, Instant.parse("2026-03-15T00:00:00Z"))).isEmpty();
    assertThat(s3.destination("").objection(FILE, Instant.MAX))
        .contains("in no slot any more; left to the bucket's own rules");
    assertThat(s3.destination("&delete=true&lock=none").objection(FILE, Instant.MIN)).isEmpty();
    deletes.delete(FILE);
    assertThat(deletes.list()).isEmpty();
  }

  @Test
  void anything_refusedByTheServer_namesItsCode() throws Exception {
    S3Destination destination = s3.destination("");
    s3.server.failing = "PUT 507 InsufficientStorage";
    assertRefused(() -> destination.put(upload(bytes(10))), "cannot write " + FILE
        + " in s3://bucket/up: the server answered 507 InsufficientStorage");
    assertThat(s3.server.objects).isEmpty();
    s3.server.failing = "GET 503 SlowDown";
    assertRefused(destination::list,
        "cannot list in s3://bucket/up: the server answered 503 SlowDown");
    s3.server.failing = "DELETE 403 AccessDenied";
    assertRefused(() -> destination.delete(FILE), "cannot delete " + FILE
        + " in s3://bucket/up: the server answered 403 AccessDenied");
    s3.server.failing = "";
    assertThatThrownBy(() -> destination.open(FILE))
        .hasMessage("cannot read " + FILE + " in s3://bucket/up: the server answered 404 NoSuchKey")
        .extracting("code").isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void put_otherBytesThanAnnounced_isRefusedByTheServer() throws Exception {
    Upload right = upload(bytes(10));
    assertRefused(
        () -> s3.destination("").put(
            new Upload(ID, new ByteArrayInputStream(new byte[10]), 10, right.sha256())),
        "cannot write " + FILE + " in s3://bucket/up: the server answered 403"
            + " XAmzContentSHA256Mismatch");
  }

  @Test
  @Tag("system")
  void anything_connectionCutStalledOrTrickling_endsInTime() throws Exception {
    for (Fault fault : Fault.values()) {
      try (FaultyWire wire = new FaultyWire(s3.server.port(), fault)) {
        Destination destination = new PacedDestination(
            s3.destination(wire.port(), "&lock=none", SHORT), new Pace.Limits(SHORT, RATE));
        s3.destination(wire.port(), "&lock=none", PATIENT).put(upload(bytes(90_000)));
        wire.allow(Long.MAX_VALUE, 40_000);
        assertThatThrownBy(() -> {
          try (InputStream in = destination.open(FILE)) {
            in.readAllBytes();
          }
        }).isInstanceOfAny(IOException.class, SpikeException.class);
        s3.server.objects.clear();
        wire.allow(40_000, Long.MAX_VALUE);
        assertRefused(() -> destination.put(upload(bytes(90_000))), "");
        assertThat(s3.server.objects).isEmpty();
        wire.allow(0, 0);
        assertRefused(destination::list, "");
      }
    }
  }

  @Test
  void anything_wrongSecret_isRefusedWithoutTellingIt() throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("credentials"),
        "[default]\naws_access_key_id = " + FakeS3.ID + "\naws_secret_access_key = wrong-one\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    // Then
    S3Destination destination = s3.destination("&credentialsFile=" + file);
    assertThatThrownBy(destination::list)
        .hasMessageEndingWith("the server answered 403 SignatureDoesNotMatch")
        .hasMessageNotContaining("wrong-one");
    Files.writeString(file, "aws_access_key_id=" + FakeS3.ID + "\naws_secret_access_key="
        + FakeS3.SECRET);
    assertThat(destination.list()).as("read anew").isEmpty();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(destination::list).hasMessageEndingWith(
        "s3://bucket/up must have a credentialsFile that only its owner can read");
  }

  @Test
  void fake_acceptsCurl_soThatItsChecksAreNotOnlyOurs() throws Exception {
    // Given
    s3.destination("").put(upload("content".getBytes(UTF_8)));

    // When
    String said = Tools.run(directory, "curl", "-sS", "--fail", "--aws-sigv4",
        "aws:amz:us-east-1:s3", "--user", FakeS3.ID + ":" + FakeS3.SECRET,
        "http://127.0.0.1:" + s3.server.port() + "/bucket/up/" + FILE);

    // Then
    assertThat(said).isEqualTo("content");
  }

  @Test
  void run_bucketAndDirectory_eachHasItsOwnState() throws Exception {
    try (BackupMachine machine =
        new BackupMachine(directory.resolve("nexus"), RootKey.generate())) {
      // Given
      S3Destination bucket = s3.destination("&delete=true");
      machine.destinations.add(0, bucket);
      machine.start();

      // When
      String first = machine.run().id();

      // Then
      assertThat(machine.list().backups().getFirst().places()).hasSize(2)
          .allSatisfy(place -> assertThat(place.level()).isEqualTo("verified"));
      String object = "up/" + first + ".age";
      assertThat(s3.server.objects.get(object)).isEqualTo(Files.readAllBytes(machine.file(first)));
      assertThat(s3.server.locks.get(object)).as("the month's first one, locked for a year")
          .isEqualTo(Instant.parse("2027-04-01T00:00:00Z"));

      // When
      Objects.requireNonNull(s3.server.objects.get(object))[1_000] ^= 1;
      BackupInfo found = machine.ask(Operation.VERIFY_BACKUP, first);

      // Then
      assertThat(found.places().getFirst().problem()).isNotEmpty();
      assertThat(found.places().get(1).problem()).isEmpty();
    }
  }

  @Test
  void prune_locked_staysWithTheReason() throws Exception {
    try (BackupMachine machine =
        new BackupMachine(directory.resolve("nexus"), RootKey.generate())) {
      // Given
      machine.destinations.set(0, s3.destination("&delete=true"));
      machine.start();
      for (int run = 0; run < 6; run++) {
        machine.put("tenants/a", "value " + run);
        machine.run();
        machine.pass(Duration.ofHours(1));
      }

      // When
      PruneReport report = machine.prune(false);

      // Then
      assertThat(report.verdicts()).hasSize(6).allMatch(PruneReport.Verdict::kept)
          .extracting(PruneReport.Verdict::reason)
          .contains("in no slot any more, but locked until 2026-03-15T00:00:00Z");
    }
  }
}
