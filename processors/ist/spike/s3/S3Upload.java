// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Stores one object in parts. The server checks the SHA-256 of each; that of the whole is compared before the object
 * appears, which it does at once, whole and locked, or never: what failed is aborted.
 */
final class S3Upload {

  private static final String UPLOAD = "uploadId";

  private final S3Connection connection;
  private final String object;

  S3Upload(S3Connection connection, String object) {
    this.connection = connection;
    this.object = object;
  }

  void put(S3Bucket.Content content, Optional<S3Bucket.Lock> lock, int partBytes)
      throws IOException {
    String upload = create(lock);
    try {
      complete(upload, sendParts(upload, content, partBytes));
    } catch (IOException | RuntimeException e) {
      try {
        abort(upload);
      } catch (IOException | RuntimeException also) {
        // Whoever uploads next finds it.
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  private String create(Optional<S3Bucket.Lock> lock) throws IOException {
    S3Request request = connection.request("POST", object, Map.of("uploads", ""))
        .with("x-amz-checksum-algorithm", "SHA256");
    String upload = connection
        .ask(lock.isPresent() ? lock.get().on(request) : request).first("UploadId");
    if (upload.isEmpty()) {
      throw new IOException("the server began an upload and did not name it");
    }
    return upload;
  }

  /** The parts in XML, as {@link #complete} sends them. */
  private String sendParts(String upload, S3Bucket.Content content, int partBytes)
      throws IOException {
    StringBuilder parts = new StringBuilder();
    MessageDigest whole = sha256();
    byte[] part = new byte[partBytes];
    long sent = 0;
    for (int number = 1; sent < content.sizeBytes(); number++) {
      int size = content.stream().readNBytes(part, 0, partBytes);
      sent += size;
      if (size == 0 || sent > content.sizeBytes() || number > S3Bucket.MAX_PARTS) {
        throw new IOException("the content does not have " + content.sizeBytes() + " bytes in "
            + S3Bucket.MAX_PARTS + " parts at most, but " + sent + " so far");
      }
      whole.update(part, 0, size);
      parts.append(sendPart(upload, number, size == partBytes ? part : Arrays.copyOf(part, size)));
    }
    if (!HexFormat.of().formatHex(whole.digest()).equals(content.sha256())) {
      throw new IOException("the content is another one than was announced");
    }
    return parts.toString();
  }

  private String sendPart(String upload, int number, byte[] part) throws IOException {
    byte[] hash = sha256().digest(part);
    S3Request request = connection.request("PUT", object,
        Map.of("partNumber", Integer.toString(number), UPLOAD, upload),
        HexFormat.of().formatHex(hash)).with(S3Bucket.CHECKSUM, S3Bucket.base64(hash));
    try (S3Connection.Reply reply =
        connection.send(request, HttpRequest.BodyPublishers.ofByteArray(part))) {
      String tag = reply.tag().filter(text -> text.matches("\"?[A-Za-z0-9-]{1,128}\"?"))
          .orElseThrow(() -> new IOException("the server took a part and did not name it"));
      return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + tag
          + "</ETag><ChecksumSHA256>" + S3Bucket.base64(hash) + "</ChecksumSHA256></Part>";
    }
  }

  private void complete(String upload, String parts) throws IOException {
    byte[] body = ("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        + parts + "</CompleteMultipartUpload>").getBytes(UTF_8);
    S3Request request = connection.request("POST", object, Map.of(UPLOAD, upload),
        HexFormat.of().formatHex(sha256().digest(body)));
    S3Answer answer = connection.ask(request, HttpRequest.BodyPublishers.ofByteArray(body));
    // A server may say 200 before it has begun, and then that it failed.
    if (answer.first("ETag").isEmpty()) {
      throw new IOException("the server did not put the parts together: "
          + answer.first("Code").replaceAll("[^A-Za-z0-9]", ""));
    }
  }

  /** Removes all that was uploaded. */
  void abort(String upload) throws IOException {
    connection.send(connection.request("DELETE", object, Map.of(UPLOAD, upload)),
        HttpRequest.BodyPublishers.noBody()).close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("SHA-256 is part of every JDK", e);
    }
  }
}
