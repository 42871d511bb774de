// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.BackupId;
import ist.spike.archive.Retention;
import ist.spike.archive.Slot;
import ist.spike.config.Settings;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.s3.S3Bucket;
import ist.spike.s3.S3Credentials;
import ist.spike.store.StoreId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an S3 server that is not ours: the bucket has versions and locks. */
@Tag("system")
final class S3ServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** More than one page. */
  private static final int MANY = 1_010;

  @TempDir
  private Path directory;

  private final BackupId id = BackupId.of(StoreId.random(), Instant.now(), 7);
  private final String file = id.fileName();
  private final String object = "/bucket/up/" + file;

  private MotoServer server;

  @BeforeEach
  void start() throws Exception {
    server = new MotoServer(directory);
    assertThat(server.ask("PUT", "/bucket", "x-amz-bucket-object-lock-enabled", "true"))
        .startsWith("200");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private S3Destination destination(String bucketAndOptions) {
    Settings settings = Settings.load("nexus", Optional.empty(), Map.of(
        "SPIKE_BACKUP_S3_ACCESS_ID", FakeS3.ID, "SPIKE_BACKUP_S3_SECRET", FakeS3.SECRET));
    return S3Endpoint.destination(settings, EndpointUri.parse("s3://"
        + bucketAndOptions + "&uriEndpointOverride=" + server.address(), S3Endpoint.OPTIONS),
        PATIENCE);
  }

  private S3Bucket bucket() {
    return new S3Bucket(new S3Bucket.Location(server.address(), "us-east-1", "bucket"),
        () -> new S3Credentials(FakeS3.ID,
            SecretBytes.takeOwnership(FakeS3.SECRET.getBytes(UTF_8)), ""),
        PATIENCE);
  }

  @Test
  void object_fromUploadToDeletion_isLockedAsS3Knows() throws Exception {
    // Given
    S3Destination destination = destination("bucket/up?delete=true&lock=compliance");
    byte[] content = new byte[5_000_000];
    new Random(7).nextBytes(content);

    // When
    destination.put(upload(content));

    // Then
    Instant daily = Retention.endOf(Slot.DAILY, id);
    try (InputStream in = destination.open(file)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(destination.list()).containsExactly(file);
    assertThat(server.ask("HEAD", object)).contains("x-amz-object-lock-mode=[COMPLIANCE]",
        "x-amz-object-lock-retain-until-date=[" + daily + "]");

    // When
    bucket().lock("up/" + file, new S3Bucket.Lock("COMPLIANCE", daily.plusSeconds(86_400)));

    // Then
    assertThat(server.ask("HEAD", object)).contains("x-amz-object-lock-mode=[COMPLIANCE]",
        "x-amz-object-lock-retain-until-date=[" + daily.plusSeconds(86_400) + "]");

    // When
    destination.delete(file);

    // Then
    assertThat(destination.list()).isEmpty();
    assertThatThrownBy(() -> destination.open(file)).hasMessageContaining("404 NoSuchKey");
    String versions = server.ask("GET", "/bucket?versions");
    assertThat(versions).contains("<DeleteMarker>", "<Version>");
    String version = versions.replaceFirst("(?s).*<Version>.*?<VersionId>([^<]+)<.*", "$1");
    assertThat(server.ask("DELETE", object + "?versionId=" + version))
        .as("what is hidden is locked still").startsWith("403").contains("AccessDenied");
  }

  @Test
  void object_inParts_isWholeAndLeftoversAreAborted() throws Exception {
    // Given
    S3Destination destination = destination("bucket/up?partSize=5242880&lock=compliance");
    byte[] content = new byte[11_000_000];
    new Random(7).nextBytes(content);
    assertThat(server.ask("POST", object + "?uploads")).startsWith("200");
    assertThat(server.ask("POST", "/bucket/up/other?uploads")).startsWith("200");

    // When
    destination.put(upload(content));

    // Then
    try (InputStream in = destination.open(file)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    // Moto forgets the lock that an upload in parts begins with.
    assertThat(server.ask("GET", "/bucket?uploads")).contains("<Key>up/other</Key>")
        .doesNotContain(file);
  }

  @Test
  void list_moreThanAPage_hasAll() throws Exception {
    // Given
    for (int i = 0; i < MANY; i++) {
      assertThat(server.ask("PUT", "/bucket/up/spike-" + i + ".age")).startsWith("200");
    }

    // Then
    assertThat(destination("bucket/up?lock=none").list()).hasSize(MANY).doesNotHaveDuplicates();
  }

  @Test
  void anything_bucketIsNotAsItShouldBe_isRefusedWithS3sName() throws Exception {
    // Given
    server.ask("PUT", "/unlocked");

    // Then
    assertThatThrownBy(() -> destination("missing/up?lock=none").list())
        .hasMessage("cannot list in s3://missing/up: the server answered 404 NoSuchBucket");
    assertThatThrownBy(() -> destination("unlocked/up?lock=compliance").put(upload(new byte[9])))
        .hasMessage("cannot write " + file
            + " in s3://unlocked/up: the server answered 400 InvalidRequest");
    assertThat(destination("unlocked/up?lock=none").list()).isEmpty();
  }

  @Test
  void run_bucket_holdsWhatTheDirectoryHoldsAndVerifies() throws Exception {
    try (BackupMachine machine =
        new BackupMachine(directory.resolve("nexus"), RootKey.generate())) {
      // Given
      machine.pass(Duration.between(machine.now(), Instant.now()));
      S3Destination bucket = destination("bucket/up?lock=none");
      machine.destinations.add(0, bucket);

      // When
      String made = machine.start().run().id();

      // Then
      assertThat(machine.list().backups().getFirst().places()).hasSize(2)
          .allSatisfy(place -> assertThat(place.level()).isEqualTo("verified"));
      try (InputStream in = bucket.open(made + ".age")) {
        assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(machine.file(made)));
      }
    }
  }

  private Upload upload(byte[] content) throws Exception {
    return new Upload(id, new ByteArrayInputStream(content), content.length,
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
  }
}
