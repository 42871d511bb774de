// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.SecretBytes;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of "Authenticating Requests: Using the Authorization Header" in the S3 API reference. */
final class S3SignerTest {

  private static final String HOST = "examplebucket.s3.amazonaws.com";
  private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");

  private static Map<String, String> signed(S3Request request) {
    try (S3Credentials credentials = new S3Credentials("AKIAIOSFODNN7EXAMPLE",
        SecretBytes.takeOwnership("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".getBytes(UTF_8)),
        "")) {
      return new S3Signer(credentials, "us-east-1").sign(request, TIME);
    }
  }

  @Test
  void sign_get_isTheSignatureOfTheReference() {
    assertThat(signed(S3Request.of("GET", HOST, "/test.txt", Map.of()).with("range", "bytes=0-9")))
        .containsEntry("authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/"
            + "us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
            + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        .containsEntry("x-amz-date", "20130524T000000Z");
  }

  @Test
  void sign_put_isTheSignatureOfTheReference() {
    S3Request request = new S3Request("PUT", HOST, "/test$file.text", new TreeMap<>(),
        new TreeMap<>(Map.of("date", "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class",
            "REDUCED_REDUNDANCY")),
        "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
    assertThat(signed(request).get("authorization"))
        .endsWith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void sign_query_isTheSignatureOfTheReference() {
    assertThat(signed(S3Request.of("GET", HOST, "/", Map.of("lifecycle", "")))
        .get("authorization"))
        .endsWith("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    assertThat(signed(S3Request.of("GET", HOST, "/", Map.of("max-keys", "2", "prefix", "J")))
        .get("authorization"))
        .endsWith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void toString_ofCredentials_hidesTheSecret() {
    try (S3Credentials credentials = new S3Credentials("id",
        SecretBytes.takeOwnership("secret".getBytes(UTF_8)), "token")) {
      assertThat(credentials).hasToString("S3Credentials[id]");
    }
  }
}
