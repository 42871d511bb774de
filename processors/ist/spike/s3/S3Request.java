// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request as it is signed.
 *
 * @param method of HTTP
 * @param host as in the header, with a port that is not the scheme's
 * @param path of bucket and object, not encoded, beginning with a slash
 * @param query parameters, not encoded
 * @param headers names in lower case
 * @param contentSha256 of the body, lower-case hex
 */
public record S3Request(String method, String host, String path, SortedMap<String, String> query,
    SortedMap<String, String> headers, String contentSha256) {

  /** SHA-256 of nothing. */
  public static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  /** Without a body. */
  public static S3Request of(String method, String host, String path, Map<String, String> query) {
    return new S3Request(method, host, path, new TreeMap<>(query), new TreeMap<>(), EMPTY_SHA256);
  }

  /** With one header more. */
  public S3Request with(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new S3Request(method, host, path, query, more, contentSha256);
  }

  /** The path as it goes over the wire. */
  String encodedPath() {
    return encode(path, true);
  }

  /** The query as it goes over the wire, without a question mark. */
  String encodedQuery() {
    return query.entrySet().stream()
        .map(each -> encode(each.getKey(), false) + "=" + encode(each.getValue(), false))
        .collect(Collectors.joining("&"));
  }

  /** RFC 3986, with nothing but unreserved characters as they are. */
  private static String encode(String text, boolean keepSlash) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(UTF_8)) {
      char character = (char) (each & 0xff);
      boolean unreserved = (character >= 'a' && character <= 'z')
          || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9')
          || "-._~".indexOf(character) >= 0 || (keepSlash && character == '/');
      if (unreserved) {
        encoded.append(character);
      } else {
        encoded.append('%').append(Character.toUpperCase(Character.forDigit(character >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(character & 0xf, 16)));
      }
    }
    return encoded.toString();
  }
}
