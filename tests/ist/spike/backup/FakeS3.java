// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A server of one bucket, which checks signatures and hashes as S3 does, keeps locks, and fails as it is told. Its
 * check of signatures shares nothing with ours; a test shows that curl passes it.
 */
final class FakeS3 implements AutoCloseable {

  static final String ID = "AKIDEXAMPLE";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private static final Pattern AUTHORIZATION =
      Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/"
          + "([^,]+),\\s*SignedHeaders=([^,]+),\\s*Signature=([0-9a-f]{64})");

  final SortedMap<String, byte[]> objects = new TreeMap<>();
  final SortedMap<String, Instant> locks = new TreeMap<>();
  /** One line for each request that was let in: method, path and query, lock headers. */
  final List<String> log = new CopyOnWriteArrayList<>();
  final FakeUploads uploads = new FakeUploads();
  /**
   * Answered to everything that begins like this, such as {@code "PUT 507 full"}; a dot stands for the blank in {@code
   * "PUT.*partNumber=2 503 SlowDown"}. Empty: nothing is.
   */
  volatile String failing = "";
  private final HttpServer server;

  FakeS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String refusal = refusal(exchange, body);
      if (!refusal.isEmpty()) {
        answer(exchange, 403, "<Error><Code>" + refusal + "</Code></Error>");
        return;
      }
      log.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
          + header(exchange, "x-amz-object-lock-mode")
          + header(exchange, "x-amz-object-lock-retain-until-date"));
      String[] words = failing.split(" ", 3);
      if (words.length == 3 && Pattern.compile(words[0]).matcher(
          exchange.getRequestMethod() + " " + exchange.getRequestURI()).lookingAt()) {
        answer(exchange, Integer.parseInt(words[1]),
            "<Error><Code>" + words[2] + "</Code></Error>");
      } else {
        act(exchange, body);
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : " " + value;
  }

  private synchronized void act(HttpExchange exchange, byte[] body) throws IOException {
    String object = exchange.getRequestURI().getPath().replaceFirst("^/bucket/?", "");
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    if (query.contains("uploadId=") || query.contains("uploads=")) {
      actOnUpload(exchange, object, body);
      return;
    }
    switch (exchange.getRequestMethod() + (query.equals("retention=") ? " lock" : "")) {
      case "PUT" -> {
        objects.put(object, body);
        String until = header(exchange, "x-amz-object-lock-retain-until-date").strip();
        if (!until.isEmpty()) {
          locks.put(object, Instant.parse(until));
        }
        answer(exchange, 200, "");
      }
      case "PUT lock" -> {
        Matcher until = Pattern.compile("<RetainUntilDate>(.*)</RetainUntilDate>")
            .matcher(new String(body, UTF_8));
        Instant wanted = until.find() ? Instant.parse(until.group(1)) : Instant.MIN;
        if (wanted.isBefore(locks.getOrDefault(object, Instant.MIN))) {
          answer(exchange, 403, "<Error><Code>AccessDenied</Code></Error>");
        } else {
          locks.put(object, wanted);
          answer(exchange, 200, "");
        }
      }
      case "GET lock" -> answer(exchange, locks.containsKey(object) ? 200 : 404,
          "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>" + locks.get(object)
              + "</RetainUntilDate></Retention>");
      case "DELETE" -> {
        objects.remove(object);
        answer(exchange, 204, "");
      }
      default -> get(exchange, object, query);
    }
  }

  private void actOnUpload(HttpExchange exchange, String object, byte[] body) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    String id = query.replaceFirst(".*uploadId=", "");
    FakeUploads.Upload upload = uploads.open.get(id);
    if (query.contains("uploads=")) {
      answer(exchange, 200, exchange.getRequestMethod().equals("GET")
          ? uploads.list(query.replaceFirst(".*prefix=([^&]*).*", "$1"))
          : uploads.begin(object,
              header(exchange, "x-amz-object-lock-retain-until-date").strip()));
    } else if (upload == null || !upload.object().equals(object)) {
      answer(exchange, 404, "<Error><Code>NoSuchUpload</Code></Error>");
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      uploads.open.remove(id);
      answer(exchange, 204, "");
    } else if (exchange.getRequestMethod().equals("PUT")) {
      upload.parts()
          .put(Integer.parseInt(query.replaceFirst("partNumber=(\\d+).*", "$1")), body);
      exchange.getResponseHeaders().set("ETag", FakeUploads.tag(body));
      answer(exchange, 200, "");
    } else {
      complete(exchange, id, uploads.joined(upload, new String(body, UTF_8)));
    }
  }

  private void complete(HttpExchange exchange, String id, Optional<byte[]> whole)
      throws IOException {
    if (whole.isEmpty()) {
      // As S3 does when it has said already that it works on it.
      answer(exchange, 200, "<Error><Code>InvalidPart</Code></Error>");
      return;
    }
    FakeUploads.Upload upload = Objects.requireNonNull(uploads.open.remove(id));
    objects.put(upload.object(), whole.get());
    if (!upload.until().isEmpty()) {
      locks.put(upload.object(), Instant.parse(upload.until()));
    }
    answer(exchange, 200, "<CompleteMultipartUploadResult><ETag>x</ETag>"
        + "</CompleteMultipartUploadResult>");
  }

  private void get(HttpExchange exchange, String object, String query) throws IOException {
    byte[] content = objects.get(object);
    if (object.isEmpty()) {
      answer(exchange, 200, page(query));
    } else if (content == null) {
      answer(exchange, 404, "<Error><Code>NoSuchKey</Code></Error>");
    } else {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    }
  }

  /** Two names a page, as a server with many would. */
  private String page(String query) {
    String prefix =
        query.contains("prefix=") ? query.replaceFirst(".*prefix=([^&]*).*", "$1") : "";
    String after = query.contains("continuation-token=")
        ? query.replaceFirst(".*continuation-token=([^&]*).*", "$1")
        : "";
    List<String> names = objects.keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.compareTo(after) > 0).toList();
    List<String> shown = names.subList(0, Math.min(2, names.size()));
    StringBuilder page = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult>");
    shown.forEach(name -> page.append("<Contents><Key>").append(name)
        .append("</Key></Contents>"));
    boolean more = names.size() > shown.size();
    return page.append("<IsTruncated>").append(more).append("</IsTruncated>")
        .append(
            more ? "<NextContinuationToken>" + shown.getLast() + "</NextContinuationToken>" : "")
        .append("</ListBucketResult>").toString();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** S3's name for what is wrong with the request; empty when nothing is. */
  private static String refusal(HttpExchange exchange, byte[] body)
      throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
    String given = header(exchange, "x-amz-content-sha256").strip();
    String checksum = header(exchange, "x-amz-checksum-sha256").strip();
    if (!given.isEmpty() && !given.equals(HexFormat.of().formatHex(hash))) {
      return "XAmzContentSHA256Mismatch";
    }
    if (!checksum.isEmpty() && !checksum.equals(Base64.getEncoder().encodeToString(hash))) {
      return "BadDigest";
    }
    if (exchange.getRequestHeaders().containsKey("x-amz-bypass-governance-retention")) {
      return "BypassAttempted";
    }
    Matcher claim =
        AUTHORIZATION.matcher(header(exchange, "authorization").strip());
    return claim.matches() && claim.group(1).equals(ID)
        && signature(exchange, claim, HexFormat.of().formatHex(hash)).equals(claim.group(4))
            ? ""
            : "SignatureDoesNotMatch";
  }

  private static String signature(HttpExchange exchange, Matcher claim, String hash)
      throws GeneralSecurityException {
    StringBuilder text = new StringBuilder(exchange.getRequestMethod()).append('\n')
        .append(exchange.getRequestURI().getRawPath()).append('\n');
    String query = exchange.getRequestURI().getRawQuery();
    String[] parameters = query == null ? new String[0] : query.split("&", -1);
    Arrays.sort(parameters);
    text.append(String.join("&", parameters)).append('\n');
    for (String name : claim.group(3).split(";", -1)) {
      text.append(name).append(':').append(header(exchange, name).strip()).append('\n');
    }
    text.append('\n').append(claim.group(3)).append('\n').append(hash);
    byte[] key = ("AWS4" + SECRET).getBytes(UTF_8);
    for (String part : claim.group(2).split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, "AWS4-HMAC-SHA256\n"
        + header(exchange, "x-amz-date").strip() + "\n" + claim.group(2) + "\n"
        + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
            .digest(text.toString().getBytes(ISO_8859_1)))));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
