// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Signs requests to one bucket and carries them there, each over a connection of its own. One without a content is
 * answered in bounded time; how long the bytes of an object may take the caller decides, and interrupts.
 */
final class S3Connection {

  private static final int MAX_ANSWER_BYTES = 4 << 20;
  /** What any line carries while it waits for an answer. */
  private static final int MAX_QUICK_BYTES = 65_536;

  private final S3Bucket.Location location;
  private final Supplier<S3Credentials> credentials;
  private final Duration patience;

  /**
   * @param credentials read before each request, so that they may change; closed after it
   * @param patience how long an answer to a request without a content may take to begin
   */
  S3Connection(S3Bucket.Location location, Supplier<S3Credentials> credentials,
      Duration patience) {
    this.location = location;
    this.credentials = credentials;
    this.patience = patience;
  }

  /**
   * What came of a request that was granted.
   *
   * @param tag what the server calls this content; empty when it did not say
   * @param body closes the connection when it is closed
   */
  record Reply(Optional<String> tag, InputStream body) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** A request about an object, or with an empty name about the bucket, without a content. */
  S3Request request(String method, String object, Map<String, String> query) {
    return S3Request.of(method, host(), path(object), query);
  }

  /**
   * The same with a content.
   *
   * @param sha256 of the content, lower-case hex
   */
  S3Request request(String method, String object, Map<String, String> query, String sha256) {
    return new S3Request(method, host(), path(object), new TreeMap<>(query), new TreeMap<>(),
        sha256);
  }

  private String host() {
    URI endpoint = location.endpoint();
    return endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
  }

  private String path(String object) {
    return "/" + location.bucket() + (object.isEmpty() ? "" : "/" + object);
  }

  /** Sends a request without a content and reads the answer. */
  S3Answer ask(S3Request request) throws IOException {
    return ask(request, HttpRequest.BodyPublishers.noBody());
  }

  S3Answer ask(S3Request request, HttpRequest.BodyPublisher body) throws IOException {
    try (Reply reply = send(request, body)) {
      return S3Answer.read(new ByteArrayInputStream(reply.body().readNBytes(MAX_ANSWER_BYTES)));
    }
  }

  /** Sends a request; the caller closes what comes back. */
  Reply send(S3Request request, HttpRequest.BodyPublisher body) throws IOException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(patience).followRedirects(HttpClient.Redirect.NEVER).build();
    try {
      HttpResponse<InputStream> answer = client.send(signed(request, body),
          HttpResponse.BodyHandlers.ofInputStream());
      Reply reply =
          new Reply(answer.headers().firstValue("etag"), closingWith(client, answer.body()));
      if (answer.statusCode() / 100 != 2) {
        try (reply) {
          throw refused(answer.statusCode(), reply.body().readNBytes(MAX_ANSWER_BYTES));
        }
      }
      return reply;
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
}
