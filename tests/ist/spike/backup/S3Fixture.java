// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.BackupId;
import ist.spike.config.Settings;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A bucket and how it is reached, with a backup to put there. */
final class S3Fixture implements AutoCloseable {

  static final BackupId ID = BackupId.parse("spike-0a0b0c0d-20260301T021500Z-7");
  static final String FILE = ID.fileName();

  final FakeS3 server;

  S3Fixture() throws IOException {
    server = new FakeS3();
  }

  S3Destination destination(int port, String options, Duration patience) {
    Settings settings = Settings.load("nexus", Optional.empty(), Map.of(
        "SPIKE_BACKUP_S3_ACCESS_ID", FakeS3.ID, "SPIKE_BACKUP_S3_SECRET", FakeS3.SECRET));
    return S3Endpoint.destination(settings,
        EndpointUri.parse("s3://bucket/up?uriEndpointOverride=http://127.0.0.1:" + port + options,
            S3Endpoint.OPTIONS),
        patience);
  }

  S3Destination destination(String options) {
    return destination(server.port(), options, Duration.ofSeconds(60));
  }

  static Upload upload(byte[] content) throws Exception {
    return new Upload(ID, new ByteArrayInputStream(content), content.length,
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
  }

  static void assertRefused(ThrowingCallable work, String start) {
    assertThatThrownBy(work).isInstanceOf(SpikeException.class).hasMessageStartingWith(start)
        .extracting("code").isEqualTo(ErrorCode.UNREACHABLE);
  }

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    server.close();
  }
}
