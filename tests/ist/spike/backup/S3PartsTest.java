// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static ist.spike.backup.S3Fixture.FILE;
import static ist.spike.backup.S3Fixture.ID;
import static ist.spike.backup.S3Fixture.assertRefused;
import static ist.spike.backup.S3Fixture.bytes;
import static ist.spike.backup.S3Fixture.upload;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is larger than a part goes to S3 in parts, and appears whole or not at all. */
final class S3PartsTest {

  /** The smallest that S3 takes. */
  private static final int PART = 5 << 20;

  private S3Fixture s3;

  @BeforeEach
  void start() throws Exception {
    s3 = new S3Fixture();
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  @Test
  void put_largerThanAPart_goesInPartsAndIsLocked() throws Exception {
    // Given
    byte[] content = bytes(2 * PART + 1);
    S3Destination destination = s3.destination("&partSize=" + PART);

    // When
    destination.put(upload(content));

    // Then
    assertThat(s3.server.objects).containsOnlyKeys("up/" + FILE);
    assertThat(s3.server.objects.get("up/" + FILE)).isEqualTo(content);
    assertThat(s3.server.locks).containsEntry("up/" + FILE, Instant.parse("2026-03-15T00:00:00Z"));
    assertThat(s3.server.uploads.open).isEmpty();
    String object = "/bucket/up/" + FILE;
    assertThat(s3.server.log).containsExactly("GET /bucket?prefix=up%2Fspike-&uploads=",
        "POST " + object + "?uploads= COMPLIANCE 2026-03-15T00:00:00Z",
        "PUT " + object + "?partNumber=1&uploadId=upload%201%2Fx",
        "PUT " + object + "?partNumber=2&uploadId=upload%201%2Fx",
        "PUT " + object + "?partNumber=3&uploadId=upload%201%2Fx",
        "POST " + object + "?uploadId=upload%201%2Fx");

    // When
    s3.server.log.clear();
    destination.put(upload(bytes(PART)));

    // Then
    assertThat(s3.server.log).as("what fits into one part").containsExactly(
        "PUT " + object + " COMPLIANCE 2026-03-15T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET.*uploads", "POST.*uploads=", "PUT.*partNumber=1",
      "PUT.*partNumber=3", "POST.*uploadId"})
  void put_inPartsRefusedAtAStep_leavesNothingAndTheNextOneWorks(String step) throws Exception {
    // Given
    S3Destination destination = s3.destination("&partSize=" + PART);
    s3.server.failing = step + " 503 SlowDown";

    // Then
    assertRefused(() -> destination.put(upload(bytes(2 * PART + 1))), "cannot write " + FILE
        + " in s3://bucket/up: the server answered 503 SlowDown");
    assertThat(s3.server.objects).isEmpty();
    assertThat(s3.server.uploads.open).as("aborted").isEmpty();
    s3.server.failing = "";
    destination.put(upload(bytes(2 * PART + 1)));
    assertThat(s3.server.objects).containsOnlyKeys("up/" + FILE);
  }

  @Test
  void put_inPartsAndNotEvenAbortPossible_theNextOneAborts() throws Exception {
    // Given
    S3Destination destination = s3.destination("&partSize=" + PART);
    s3.server.failing = "(PUT.*partNumber=2|DELETE) 500 InternalError";
    assertRefused(() -> destination.put(upload(bytes(2 * PART))), "cannot write ");
    assertThat(s3.server.uploads.open).hasSize(1);
    s3.server.failing = "";
    s3.server.uploads.begin("up/spike-ffffffff-20260301T021500Z-7.age", "");
    s3.server.uploads.begin("up/spike-ffffffff-20260201T021500Z-7.age", "");
    s3.server.uploads.begin("up/spike-0a0b0c0d-notes.txt", "");
    s3.server.uploads.begin("up/else", "");

    // When
    destination.put(upload(bytes(2 * PART)));

    // Then
    assertThat(s3.server.objects).containsOnlyKeys("up/" + FILE);
    assertThat(s3.server.uploads.open.values()).extracting(FakeUploads.Upload::object)
        .as("its own, and what is too old to be under way")
        .containsExactlyInAnyOrder("up/spike-ffffffff-20260301T021500Z-7.age",
            "up/spike-0a0b0c0d-notes.txt", "up/else");
  }

  @Test
  void put_inPartsOtherBytesThanAnnounced_neverAppear() throws Exception {
    // Given
    S3Destination destination = s3.destination("&partSize=" + PART);
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
    assertThat(s3.server.objects).isEmpty();
    assertThat(s3.server.uploads.open).isEmpty();
  }

  @Test
  void put_moreThanAllPartsHold_isRefusedWithItsNumbers() {
    assertRefused(
        () -> s3.destination("").put(new Upload(ID, InputStream.nullInputStream(), 1L << 40, "")),
        FILE + " has 1099511627776 bytes, and s3://bucket/up takes at most 167772160000; make its"
            + " option 'partSize' larger");
  }
}
