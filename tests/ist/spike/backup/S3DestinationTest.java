// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.BackupId;
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
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that checks signatures, keeps locks and fails as it is told. */
final class S3DestinationTest {

  private static final BackupId ID = BackupId.parse("spike-0a0b0c0d-20260301T021500Z-7");
  private static final String FILE = ID.fileName();
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final int RATE = 1_000_000;
  /** The smallest that S3 takes. */
  private static final int PART = 5 << 20;

  @TempDir
  private Path directory;

  private FakeS3 server;

  @BeforeEach
  void start() throws Exception {
    server = new FakeS3();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private S3Destination destination(int port, String options, Duration patience) {
    Settings settings = Settings.load("nexus", Optional.empty(), Map.of(
        "SPIKE_BACKUP_S3_ACCESS_ID", FakeS3.ID, "SPIKE_BACKUP_S3_SECRET", FakeS3.SECRET));
    return S3Endpoint.destination(settings,
        EndpointUri.parse("s3://bucket/up?uriEndpointOverride=http://127.0.0.1:" + port + options,
            S3Endpoint.OPTIONS),
        patience);
  }

  private S3Destination destination(String options) {
    return destination(server.port(), options, Duration.ofSeconds(60));
  }

  private static Upload upload(byte[] content) throws Exception {
    return new Upload(ID, new ByteArrayInputStream(content), content.length,
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
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
    S3Destination destination = destination("");

    // When
    destination.put(upload(content));

    // Then
    assertThat(server.log).containsExactly(
        "PUT /bucket/up/" + FILE + " COMPLIANCE 2026-03-15T00:00:00Z");
    try (InputStream in = destination.open(FILE)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    server.objects.put("up/spike-not-finished", new byte[0]);
    server.objects.put("up/spike-x.age", new byte[0]);
    server.objects.put("other/spike-y.age", new byte[0]);
    server.objects.put("up/spike-z.age", new byte[0]);
    assertThat(destination.list()).containsExactly(FILE, "spike-x.age", "spike-z.age");
    assertThat(destination.name()).isEqualTo("s3://bucket/up");
  }

  @Test
  void keepUntil_onlyMakesLocksLonger() throws Exception {
    // Given
    S3Destination destination = destination("&lock=governance");
    destination.put(upload(bytes(10)));

    // When
    destination.keepUntil(FILE, Instant.parse("2026-03-14T00:00:00Z"));
    destination.keepUntil(FILE, Instant.parse("2027-04-01T00:00:00Z"));

    // Then
    assertThat(server.locks).containsEntry("up/" + FILE, Instant.parse("2027-04-01T00:00:00Z"));
    assertThat(server.log).filteredOn(line -> line.contains("PUT")).containsExactly(
        "PUT /bucket/up/" + FILE + " GOVERNANCE 2026-03-15T00:00:00Z",
        "PUT /bucket/up/" + FILE + "?retention=");
  }

  @Test
  void objection_lockedOrNotOurs_saysWhy() throws Exception {
    // Given
    S3Destination deletes = destination("&delete=true");
    deletes.put(upload(bytes(10)));

    // Then
    assertThat(deletes.objection(FILE, Instant.parse("2026-03-14T23:59:59Z")))
        .contains("in no slot any more, but locked until 2026-03-15T00:00:00Z");
    assertThat(deletes.objection(FILE, Instant.parse("2026-03-15T00:00:00Z"))).isEmpty();
    assertThat(destination("").objection(FILE, Instant.MAX))
        .contains("in no slot any more; left to the bucket's own rules");
    assertThat(destination("&delete=true&lock=none").objection(FILE, Instant.MIN)).isEmpty();
    deletes.delete(FILE);
    assertThat(deletes.list()).isEmpty();
  }

  @Test
  void anything_refusedByTheServer_namesItsCode() throws Exception {
    S3Destination destination = destination("");
    server.failing = "PUT 507 InsufficientStorage";
    assertRefused(() -> destination.put(upload(bytes(10))), "cannot write " + FILE
        + " in s3://bucket/up: the server answered 507 InsufficientStorage");
    assertThat(server.objects).isEmpty();
    server.failing = "GET 503 SlowDown";
    assertRefused(destination::list,
        "cannot list in s3://bucket/up: the server answered 503 SlowDown");
    server.failing = "DELETE 403 AccessDenied";
    assertRefused(() -> destination.delete(FILE), "cannot delete " + FILE
        + " in s3://bucket/up: the server answered 403 AccessDenied");
    server.failing = "";
    assertThatThrownBy(() -> destination.open(FILE))
        .hasMessage("cannot read " + FILE + " in s3://bucket/up: the server answered 404 NoSuchKey")
        .extracting("code").isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void put_otherBytesThanAnnounced_isRefusedByTheServer() throws Exception {
    Upload right = upload(bytes(10));
    assertRefused(
        () -> destination("").put(
            new Upload(ID, new ByteArrayInputStream(new byte[10]), 10, right.sha256())),
        "cannot write " + FILE + " in s3://bucket/up: the server answered 403"
            + " XAmzContentSHA256Mismatch");
  }

  @Test
  void put_largerThanAPart_goesInPartsAndIsLocked() throws Exception {
    // Given
    byte[] content = bytes(2 * PART + 1);
    S3Destination destination = destination("&partSize=" + PART);

    // When
    destination.put(upload(content));

    // Then
    assertThat(server.objects).containsOnlyKeys("up/" + FILE);
    assertThat(server.objects.get("up/" + FILE)).isEqualTo(content);
    assertThat(server.locks).containsEntry("up/" + FILE, Instant.parse("2026-03-15T00:00:00Z"));
    assertThat(server.uploads.open).isEmpty();
    String object = "/bucket/up/" + FILE;
    assertThat(server.log).containsExactly("GET /bucket?prefix=up%2Fspike-&uploads=",
        "POST " + object + "?uploads= COMPLIANCE 2026-03-15T00:00:00Z",
        "PUT " + object + "?partNumber=1&uploadId=upload%201%2Fx",
        "PUT " + object + "?partNumber=2&uploadId=upload%201%2Fx",
        "PUT " + object + "?partNumber=3&uploadId=upload%201%2Fx",
        "POST " + object + "?uploadId=upload%201%2Fx");

    // When
    server.log.clear();
    destination.put(upload(bytes(PART)));

    // Then
    assertThat(server.log).as("what fits into one part").containsExactly(
        "PUT " + object + " COMPLIANCE 2026-03-15T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET.*uploads", "POST.*uploads=", "PUT.*partNumber=1",
      "PUT.*partNumber=3", "POST.*uploadId"})
  void put_inPartsRefusedAtAStep_leavesNothingAndTheNextOneWorks(String step) throws Exception {
    // Given
    S3Destination destination = destination("&partSize=" + PART);
    server.failing = step + " 503 SlowDown";

    // Then
    assertRefused(() -> destination.put(upload(bytes(2 * PART + 1))), "cannot write " + FILE
        + " in s3://bucket/up: the server answered 503 SlowDown");
    assertThat(server.objects).isEmpty();
    assertThat(server.uploads.open).as("aborted").isEmpty();
    server.failing = "";
    destination.put(upload(bytes(2 * PART + 1)));
    assertThat(server.objects).containsOnlyKeys("up/" + FILE);
  }

  @Test
  void put_inPartsAndNotEvenAbortPossible_theNextOneAborts() throws Exception {
    // Given
    S3Destination destination = destination("&partSize=" + PART);
    server.failing = "(PUT.*partNumber=2|DELETE) 500 InternalError";
    assertRefused(() -> destination.put(upload(bytes(2 * PART))), "cannot write ");
    assertThat(server.uploads.open).hasSize(1);
    server.failing = "";
    server.uploads.begin("up/spike-ffffffff-20260301T021500Z-7.age", "");
    server.uploads.begin("up/spike-ffffffff-20260201T021500Z-7.age", "");
    server.uploads.begin("up/spike-0a0b0c0d-notes.txt", "");
    server.uploads.begin("up/else", "");

    // When
    destination.put(upload(bytes(2 * PART)));

    // Then
    assertThat(server.objects).containsOnlyKeys("up/" + FILE);
    assertThat(server.uploads.open.values()).extracting(FakeUploads.Upload::object)
        .as("its own, and what is too old to be under way")
        .containsExactlyInAnyOrder("up/spike-ffffffff-20260301T021500Z-7.age",
            "up/spike-0a0b0c0d-notes.txt", "up/else");
  }

  @Test
  void put_inPartsOtherBytesThanAnnounced_neverAppear() throws Exception {
    // Given
    S3Destination destination = destination("&partSize=" + PART);
    Upload right = upload(bytes(2 * PART));

    // Then
    assertRefused(() -> destination.put(new Upload(ID,
        new ByteArrayInputStream(new byte[2 * PART]), 2 * PART, right.sha256())),
        "cannot write " + FILE + " in s3://bucket/up: java.io.IOException: the content is another"
            + " one than was announced");
    assertRefused(() -> destination.put(new Upload(ID,
        new ByteArrayInputStream(bytes(PART)), 2 * PART, right.sha256())),
        "cannot write " + FILE + " in s3://bucket/up: java.io.IOException: the content does not"
            + " have " + 2 * PART + " bytes in 10000 parts at most, but " + PART + " so far");
    assertThat(server.objects).isEmpty();
    assertThat(server.uploads.open).isEmpty();
  }

  @Test
  void put_moreThanAllPartsHold_isRefusedWithItsNumbers() {
    assertRefused(
        () -> destination("").put(new Upload(ID, InputStream.nullInputStream(), 1L << 40, "")),
        FILE + " has 1099511627776 bytes, and s3://bucket/up takes at most 167772160000; make its"
            + " option 'partSize' larger");
  }

  @Test
  @Tag("system")
  void anything_connectionCutStalledOrTrickling_endsInTime() throws Exception {
    for (Fault fault : Fault.values()) {
      try (FaultyWire wire = new FaultyWire(server.port(), fault)) {
        Destination destination = new PacedDestination(
            destination(wire.port(), "&lock=none", SHORT), new Pace.Limits(SHORT, RATE));
        destination.put(upload(bytes(90_000)));
        wire.allow(Long.MAX_VALUE, 40_000);
        assertThatThrownBy(() -> {
          try (InputStream in = destination.open(FILE)) {
            in.readAllBytes();
          }
        }).isInstanceOfAny(IOException.class, SpikeException.class);
        server.objects.clear();
        wire.allow(40_000, Long.MAX_VALUE);
        assertRefused(() -> destination.put(upload(bytes(90_000))), "");
        assertThat(server.objects).isEmpty();
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
    S3Destination destination = destination("&credentialsFile=" + file);
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
    destination("").put(upload("content".getBytes(UTF_8)));

    // When
    String said = Tools.run(directory, "curl", "-sS", "--fail", "--aws-sigv4",
        "aws:amz:us-east-1:s3", "--user", FakeS3.ID + ":" + FakeS3.SECRET,
        "http://127.0.0.1:" + server.port() + "/bucket/up/" + FILE);

    // Then
    assertThat(said).isEqualTo("content");
  }

  @Test
  void run_bucketAndDirectory_eachHasItsOwnState() throws Exception {
    try (BackupMachine machine =
        new BackupMachine(directory.resolve("nexus"), RootKey.generate())) {
      // Given
      S3Destination bucket = destination("&delete=true");
      machine.destinations.add(0, bucket);
      machine.start();

      // When
      String first = machine.run().id();

      // Then
      assertThat(machine.list().backups().getFirst().places()).hasSize(2)
          .allSatisfy(place -> assertThat(place.level()).isEqualTo("verified"));
      String object = "up/" + first + ".age";
      assertThat(server.objects.get(object)).isEqualTo(Files.readAllBytes(machine.file(first)));
      assertThat(server.locks.get(object)).as("the month's first one, locked for a year")
          .isEqualTo(Instant.parse("2027-04-01T00:00:00Z"));

      // When
      Objects.requireNonNull(server.objects.get(object))[1_000] ^= 1;
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
      machine.destinations.set(0, destination("&delete=true"));
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

  private static void assertRefused(ThrowingCallable work, String start) {
    assertThatThrownBy(work).isInstanceOf(SpikeException.class).hasMessageStartingWith(start)
        .extracting("code").isEqualTo(ErrorCode.UNREACHABLE);
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
