// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.crypto.Hmac;
import ist.spike.crypto.SecretBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Signs requests with AWS Signature Version 4, in headers. The signature covers method, path, query, every header that
 * we set and the hash of the body, and is good for minutes; it tells nothing of the secret.
 */
public final class S3Signer {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DAY_CHARACTERS = 8;

  private final S3Credentials credentials;
  private final String region;

  /** @param credentials stay the caller's */
  public S3Signer(S3Credentials credentials, String region) {
    this.credentials = credentials;
    this.region = region;
  }

  /** All headers to send with the request, but the host's. */
  public SortedMap<String, String> sign(S3Request request, Instant now) {
    String time = TIME.format(now);
    SortedMap<String, String> headers = new TreeMap<>(request.headers());
    headers.put("x-amz-content-sha256", request.contentSha256());
    headers.put("x-amz-date", time);
    if (!credentials.session().isEmpty()) {
      headers.put("x-amz-security-token", credentials.session());
    }
    SortedMap<String, String> signed = new TreeMap<>(headers);
    signed.put("host", request.host());
    String names = String.join(";", signed.keySet());
    String canonical = request.method() + "\n" + request.encodedPath() + "\n"
        + request.encodedQuery() + "\n"
        + signed.entrySet().stream().map(each -> each.getKey() + ":" + each.getValue().strip()
            + "\n").collect(Collectors.joining())
        + "\n" + names + "\n" + request.contentSha256();
    String scope = time.substring(0, DAY_CHARACTERS) + "/" + region + "/s3/aws4_request";
    String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + sha256(canonical);
    headers.put("authorization", ALGORITHM + " Credential=" + credentials.accessId() + "/" + scope
        + ",SignedHeaders=" + names + ",Signature=" + signature(scope, toSign));
    return headers;
  }

  /** A key for day, region and service, so that a signature of one says nothing about another. */
  private String signature(String scope, String toSign) {
    SecretBytes key = credentials.secret().lend(S3Signer::prefixed);
    for (String part : scope.split("/", -1)) {
      try (SecretBytes previous = key) {
        key = SecretBytes.takeOwnership(Hmac.sha256(previous, part.getBytes(UTF_8)));
      }
    }
    try (SecretBytes last = key) {
      return HexFormat.of().formatHex(Hmac.sha256(last, toSign.getBytes(UTF_8)));
    }
  }

  private static SecretBytes prefixed(byte[] secret) {
    byte[] prefixed = Arrays.copyOf("AWS4".getBytes(UTF_8), 4 + secret.length);
    System.arraycopy(secret, 0, prefixed, 4, secret.length);
    return SecretBytes.takeOwnership(prefixed);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("SHA-256 is part of every JDK", e);
    }
  }
}
