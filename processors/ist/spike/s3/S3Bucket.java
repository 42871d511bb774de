// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
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
 * A bucket of an S3-compatible server. Bodies stream in constant memory and are of known length. A request without a
 * content is answered in bounded time; how long the bytes of an object may take the caller decides, and interrupts.
 * Locks are only ever set or made longer; no request bypasses one.
 */
public final class S3Bucket {

  /** The largest object that is stored with one request. */
  public static final long MAX_PUT_BYTES = 5L << 30;
  /** The smallest part that is not the last one. */
  public static final int MIN_PART_BYTES = 5 << 20;
  /** Of one object. */
  public static final int MAX_PARTS = 10_000;

  /** Of a thousand names each. */
  private static final int MAX_PAGES = 10;
  private static final String RETENTION = "retention";
  static final String CHECKSUM = "x-amz-checksum-sha256";

  private final S3Connection connection;

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
  public record Lock(String mode, Instant until) {

    /** The request with this lock for what it stores. */
    S3Request on(S3Request request) {
      return request.with("x-amz-object-lock-mode", mode)
          .with("x-amz-object-lock-retain-until-date", time(until));
    }
  }

  /**
   * @param credentials read before each request, so that they may change; closed after it
   * @param patience how long an answer to a request without a content may take to begin
   */
  public S3Bucket(Location location, Supplier<S3Credentials> credentials, Duration patience) {
    this.connection = new S3Connection(location, credentials, patience);
  }

  /** Stores an object of this size and SHA-256, which the server checks, with its lock in the same request. */
  public void put(String object, Content content, Optional<Lock> lock) throws IOException {
    S3Request request = connection.request("PUT", object, Map.of(), content.sha256())
        .with(CHECKSUM, base64(HexFormat.of().parseHex(content.sha256())));
    if (lock.isPresent()) {
      // What is locked must say how it is summed, by this header or by an MD5.
      request = lock.get().on(request.with("x-amz-sdk-checksum-algorithm", "SHA256"));
    }
    connection.send(request, HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofInputStream(content::stream), content.sizeBytes())).close();
  }

  /**
   * The same in parts, for what is larger than one request may be. One part is in memory at a time.
   *
   * @param partBytes size of all parts but the last; 5 MiB at least
   */
  public void putInParts(String object, Content content, Optional<Lock> lock, int partBytes)
      throws IOException {
    new S3Upload(connection, object).put(content, lock, partBytes);
  }

  /** Uploads in parts that were begun and neither ended nor aborted. */
  public List<Unfinished> unfinished(String prefix) throws IOException {
    List<Unfinished> found = new ArrayList<>();
    Map<String, String> query = new TreeMap<>(Map.of("uploads", "", "prefix", prefix));
    for (int page = 0; page < MAX_PAGES; page++) {
      S3Answer answer = connection.ask(connection.request("GET", "", query));
      List<String> objects = answer.all("Key");
      List<String> uploads = answer.all("UploadId");
      if (objects.size() != uploads.size()) {
        throw new IOException("the server lists uploads without names");
      }
      for (int i = 0; i < objects.size(); i++) {
        found.add(new Unfinished(objects.get(i), uploads.get(i)));
      }
      if (!answer.first("IsTruncated").equals("true")) {
        return found;
      }
      query.put("key-marker", answer.first("NextKeyMarker"));
      query.put("upload-id-marker", answer.first("NextUploadIdMarker"));
    }
    throw new IOException("more than " + found.size() + " unfinished uploads begin with '" + prefix
        + "'");
  }

  /**
   * An upload that is under way, or was cut off.
   *
   * @param id the server's name of it
   */
  public record Unfinished(String object, String id) {}

  /** Removes all that was uploaded. */
  public void abort(Unfinished upload) throws IOException {
    new S3Upload(connection, upload.object()).abort(upload.id());
  }

  /**
   * What is stored.
   *
   * @param sha256 lower-case hex
   */
  public record Content(InputStream stream, long sizeBytes, String sha256) {}

  /** Reads an object; the caller closes the stream. */
  public InputStream get(String object) throws IOException {
    return connection.send(connection.request("GET", object, Map.of()),
        HttpRequest.BodyPublishers.noBody()).body();
  }

  /** The names of all objects that begin like this. */
  public List<String> list(String prefix) throws IOException {
    List<String> names = new ArrayList<>();
    Map<String, String> query = new TreeMap<>(Map.of("list-type", "2", "prefix", prefix));
    for (int page = 0; page < MAX_PAGES; page++) {
      S3Answer answer = connection.ask(connection.request("GET", "", query));
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
    connection.send(connection.request("DELETE", object, Map.of()),
        HttpRequest.BodyPublishers.noBody()).close();
  }

  /** Until when the object is locked; empty when it is not. */
  public Optional<Instant> lockedUntil(String object) throws IOException {
    try {
      String until = connection.ask(connection.request("GET", object, Map.of(RETENTION, "")))
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
    S3Request request = connection
        .request("PUT", object, Map.of(RETENTION, ""), HexFormat.of().formatHex(hash))
        .with("x-amz-sdk-checksum-algorithm", "SHA256").with(CHECKSUM, base64(hash));
    connection.send(request, HttpRequest.BodyPublishers.ofByteArray(body)).close();
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String base64(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash);
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("SHA-256 is part of every JDK", e);
    }
  }
}
