// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A bucket of an S3-compatible server. Bodies stream in constant memory and are of known length. Each request has a
 * connection of its own. A request without a content is answered in bounded time; how long the bytes of an object may
 * take the caller decides, and interrupts. Locks are only ever set or made longer; no request bypasses one.
 */
public final class S3Bucket {

  /** The largest object that is stored with one request. */
  public static final long MAX_OBJECT_BYTES = 5L << 30;

  private static final int MAX_ANSWER_BYTES = 4 << 20;
  /** What any line carries while it waits for an answer. */
  private static final int MAX_QUICK_BYTES = 65_536;
  /** Of a thousand names each. */
  private static final int MAX_PAGES = 10;
  private static final String RETENTION = "retention";

  private final Location location;
  private final Supplier<S3Credentials> credentials;
  private final Duration patience;

  /**
   * Where a bucket is.
   *
   * @param endpoint of the server, without a path
   * @param region as the server calls it
   */
  public record Location(URI endpoint, String region, String bucket) {}

  /**
   * How long nobody may remove an object.
   *
   * @param mode {@code COMPLIANCE}: nobody at all; {@code GOVERNANCE}: nobody without a right to bypass it
   */
  public record Lock(String mode, Instant until) {}

  /**
   * @param credentials read before each request, so that they may change; closed after it
   * @param patience how long an answer to a request without a content may take to begin
   */
  public S3Bucket(Location location, Supplier<S3Credentials> credentials, Duration patience) {
    this.location = location;
    this.credentials = credentials;
    this.patience = patience;
  }

  /** Stores an object of this size and SHA-256, which the server checks, with its lock in the same request. */
  public void put(String object, Content content, Optional<Lock> lock) throws IOException {
    S3Request request = new S3Request("PUT", host(), path(object), new TreeMap<>(),
        new TreeMap<>(), content.sha256())
        .with("x-amz-checksum-sha256", Base64.getEncoder()
            .encodeToString(HexFormat.of().parseHex(content.sha256())));
    if (lock.isPresent()) {
      // What is locked must say how it is summed, by this header or by an MD5.
      request = request.with("x-amz-sdk-checksum-algorithm", "SHA256")
          .with("x-amz-object-lock-mode", lock.get().mode())
          .with("x-amz-object-lock-retain-until-date", time(lock.get().until()));
    }
    send(request, HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofInputStream(content::stream), content.sizeBytes())).close();
  }

  /**
   * What is stored.
   *
   * @param sha256 lower-case hex
   */
  public record Content(InputStream stream, long sizeBytes, String sha256) {}

  /** Reads an object; the caller closes the stream. */
  public InputStream get(String object) throws IOException {
    return send(S3Request.of("GET", host(), path(object), Map.of()),
        HttpRequest.BodyPublishers.noBody());
  }

  /** The names of all objects that begin like this. */
  public List<String> list(String prefix) throws IOException {
    List<String> names = new ArrayList<>();
    Map<String, String> query = new TreeMap<>(Map.of("list-type", "2", "prefix", prefix));
    for (int page = 0; page < MAX_PAGES; page++) {
      S3Answer answer = ask(S3Request.of("GET", host(), path(""), query));
      names.addAll(answer.all("Key"));
      if (!answer.first("IsTruncated").equals("true")) {
        return names;
      }
      query.put("continuation-token", answer.first("NextContinuationToken"));
    }
    throw new IOException("more than " + names.size() + " objects begin with '" + prefix + "'");
  }

  /** Removes an object; where there are versions, it hides it. */
  public void delete(String object) throws IOException {
    send(S3Request.of("DELETE", host(), path(object), Map.of()),
        HttpRequest.BodyPublishers.noBody()).close();
  }

  /** Until when the object is locked; empty when it is not. */
  public Optional<Instant> lockedUntil(String object) throws IOException {
    try {
      String until = ask(S3Request.of("GET", host(), path(object), Map.of(RETENTION, "")))
          .first("RetainUntilDate");
      return Optional.of(Instant.parse(until));
    } catch (DateTimeParseException e) {
      throw new IOException("the server gave no time of a lock: " + e.getMessage(), e);
    } catch (S3Exception e) {
      if (e.isMissing()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Locks the object. A server refuses to make a lock shorter, because this has no right to. */
  public void lock(String object, Lock lock) throws IOException {
    byte[] body = ("<Retention xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Mode>"
        + lock.mode() + "</Mode><RetainUntilDate>" + time(lock.until())
        + "</RetainUntilDate></Retention>").getBytes(UTF_8);
    byte[] hash = sha256(body);
    S3Request request = new S3Request("PUT", host(), path(object),
        new TreeMap<>(Map.of(RETENTION, "")), new TreeMap<>(), HexFormat.of().formatHex(hash))
        .with("x-amz-sdk-checksum-algorithm", "SHA256")
        .with("x-amz-checksum-sha256", Base64.getEncoder().encodeToString(hash));
    send(request, HttpRequest.BodyPublishers.ofByteArray(body)).close();
  }

  private S3Answer ask(S3Request request) throws IOException {
    try (InputStream body = send(request, HttpRequest.BodyPublishers.noBody())) {
      return S3Answer.read(new ByteArrayInputStream(body.readNBytes(MAX_ANSWER_BYTES)));
    }
  }

  private InputStream send(S3Request request, HttpRequest.BodyPublisher body)
      throws IOException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(patience).followRedirects(HttpClient.Redirect.NEVER).build();
    try {
      HttpResponse<InputStream> answer = client.send(signed(request, body),
          HttpResponse.BodyHandlers.ofInputStream());
      InputStream stream = closingWith(client, answer.body());
      if (answer.statusCode() / 100 != 2) {
        try (stream) {
          throw refused(answer.statusCode(), stream.readNBytes(MAX_ANSWER_BYTES));
        }
      }
      return stream;
    } catch (IOException | RuntimeException e) {
      client.shutdownNow();
      throw e;
    } catch (InterruptedException e) {
      client.shutdownNow();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the server");
    }
  }

  private HttpRequest signed(S3Request request, HttpRequest.BodyPublisher body) {
    String query = request.encodedQuery();
    HttpRequest.Builder http = HttpRequest.newBuilder(URI.create(location.endpoint().getScheme()
        + "://" + request.host() + request.encodedPath() + (query.isEmpty() ? "" : "?" + query)))
        .method(request.method(), body);
    if (body.contentLength() <= MAX_QUICK_BYTES) {
      http.timeout(patience);
    }
    try (S3Credentials own = credentials.get()) {
      new S3Signer(own, location.region()).sign(request, Instant.now()).forEach(http::setHeader);
    }
    return http.build();
  }

  private static InputStream closingWith(HttpClient client, InputStream body) {
    return new FilterInputStream(body) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, length);
      }

      @Override
      public void close() throws IOException {
        super.close();
        client.shutdownNow();
      }
    };
  }

  private static S3Exception refused(int status, byte[] body) {
    String code = "";
    try {
      code = S3Answer.read(new ByteArrayInputStream(body)).first("Code");
    } catch (IOException e) {
      // Not of S3 but of something in between; the status says enough.
    }
    return new S3Exception(status, code.matches("[A-Za-z0-9]{1,64}") ? code : "");
  }

  private String host() {
    URI endpoint = location.endpoint();
    return endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
  }

  private String path(String object) {
    return "/" + location.bucket() + (object.isEmpty() ? "" : "/" + object);
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("SHA-256 is part of every JDK", e);
    }
  }
}
