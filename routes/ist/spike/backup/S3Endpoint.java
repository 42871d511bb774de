// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.config.Settings;
import ist.spike.crypto.SecretBytes;
import ist.spike.s3.S3Bucket;
import ist.spike.s3.S3Credentials;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;

/** Reads {@code s3://bucket/prefix?option=value}; options that Camel's S3 component has too are called as there. */
final class S3Endpoint {

  static final Set<String> OPTIONS =
      Set.of("region", "uriEndpointOverride", "lock", "delete", "credentialsFile",
          "partSize");

  private static final Map<String, Optional<String>> LOCKS = Map.of("compliance",
      Optional.of("COMPLIANCE"), "governance", Optional.of("GOVERNANCE"), "none",
      Optional.empty());
  private static final int MAX_CREDENTIALS_BYTES = 16_384;
  private static final int MAX_PART_BYTES = 64 << 20;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Settings settings;
  private final EndpointUri uri;

  private S3Endpoint(Settings settings, EndpointUri uri) {
    this.settings = settings;
    this.uri = uri;
  }

  static S3Destination destination(Settings settings, EndpointUri uri, Duration patience) {
    return new S3Endpoint(settings, uri).destination(patience);
  }

  private S3Destination destination(Duration patience) {
    String region = uri.option("region").orElse("us-east-1");
    Optional<String> lock = Optional
        .ofNullable(LOCKS.get(uri.option("lock").orElse("compliance")))
        .orElseThrow(
            () -> uri.refusal("must have compliance, governance or none in option 'lock'"));
    String delete = uri.option("delete").orElse("false");
    if (!delete.matches("true|false")) {
      throw uri.refusal("must have true or false in option 'delete'");
    }
    Supplier<S3Credentials> credentials = uri.option("credentialsFile").isPresent()
        ? inFile(uri.file("credentialsFile"))
        : inSettings();
    credentials.get().close();
    String prefix = uri.path().isEmpty() ? "" : uri.path().substring(1) + "/";
    return new S3Destination(uri.name(), prefix,
        new S3Bucket(new S3Bucket.Location(server(region), region, uri.host()), credentials,
            patience),
        new S3Destination.Rules(lock, Boolean.parseBoolean(delete), parts()));
  }

  private S3Destination.Parts parts() {
    Optional<String> size = uri.option("partSize");
    if (size.isEmpty()) {
      return S3Destination.Parts.DEFAULT;
    }
    // A part is in memory while it is sent.
    int bytes = size.get().matches("[0-9]{1,9}") ? Integer.parseInt(size.get()) : 0;
    if (bytes < S3Bucket.MIN_PART_BYTES || bytes > MAX_PART_BYTES) {
      throw uri.refusal("must have a number of bytes from " + S3Bucket.MIN_PART_BYTES + " to "
          + MAX_PART_BYTES + " in option 'partSize'");
    }
    return new S3Destination.Parts(bytes, bytes);
  }

  /** Where it is: of AWS's servers that of the region, unless another server is named. */
  private URI server(String region) {
    if (!region.matches("[A-Za-z0-9-]{1,63}")) {
      throw uri.refusal("must have a name such as eu-central-1 in option 'region'");
    }
    URI server = url(uri.option("uriEndpointOverride")
        .orElse("https://s3." + region + ".amazonaws.com"));
    boolean isLocal = "http".equals(server.getScheme()) && server.getHost() != null
        && LOOPBACK.contains(server.getHost().toLowerCase(Locale.ROOT));
    if (server.getHost() == null || !server.getPath().matches("/?")
        || !("https".equals(server.getScheme()) || isLocal)) {
      throw noServer();
    }
    return server;
  }

  private URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // The exception repeats the text, so it goes no further.
      throw noServer();
    }
  }

  private SpikeException noServer() {
    return uri.refusal("must have an https URL without a path in option 'uriEndpointOverride'");
  }

  private Supplier<S3Credentials> inSettings() {
    String id = settings.text("backup.s3.access.id");
    String session = settings.find("backup.s3.session.token").orElse("");
    settings.text("backup.s3.secret");
    return () -> new S3Credentials(id,
        SecretBytes.takeOwnership(settings.text("backup.s3.secret").getBytes(UTF_8)), session);
  }

  /** A file as AWS's tools have it; read each time, since something else may renew it. */
  private Supplier<S3Credentials> inFile(Path file) {
    return () -> {
      Properties found = new Properties();
      try (InputStream in = Files.newInputStream(file)) {
        for (PosixFilePermission each : Files.getPosixFilePermissions(file)) {
          if (!each.name().startsWith("OWNER_")) {
            throw uri.refusal("must have a credentialsFile that only its owner can read");
          }
        }
        found.load(new ByteArrayInputStream(in.readNBytes(MAX_CREDENTIALS_BYTES)));
      } catch (IOException e) {
        throw new SpikeException(ErrorCode.UNREACHABLE,
            "cannot read the credentials of " + uri.name() + ": " + e.getClass().getSimpleName(),
            e);
      }
      String secret = found.getProperty("aws_secret_access_key", "");
      String id = found.getProperty("aws_access_key_id", "");
      if (secret.isEmpty() || id.isEmpty()) {
        throw uri.refusal("must have aws_access_key_id and aws_secret_access_key in its"
            + " credentialsFile");
      }
      return new S3Credentials(id, SecretBytes.takeOwnership(secret.getBytes(UTF_8)),
          found.getProperty("aws_session_token", ""));
    };
  }
}
