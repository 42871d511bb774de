// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads path and action out of a request's target as Go's net/url does (wire spec 2.1, 14.9). */
final class RequestTarget {

  private static final String ACTION = "action";
  private static final int HEX = 16;

  private RequestTarget() {}

  /**
   * The decoded path; as it came when it is not well encoded, and then it matches no route. Empty
   * elements, {@code .} and {@code ..} are resolved first, as Go's mux does with a redirect.
   */
  static String path(@Nullable String raw) {
    if (raw == null || !raw.startsWith("/")) {
      return "";
    }
    if (!raw.contains("//") && !raw.contains("/.") && raw.indexOf('%') < 0) {
      return raw;
    }
    String path = clean(raw);
    return decode(path, false).orElse(path);
  }

  /** Go's path.Clean of an absolute path, keeping a slash at its end. */
  private static String clean(String path) {
    Deque<String> elements = new ArrayDeque<>();
    for (String element : path.split("/", -1)) {
      if (element.equals("..")) {
        elements.pollLast();
      } else if (!element.isEmpty() && !element.equals(".")) {
        elements.addLast(element);
      }
    }
    String joined = "/" + String.join("/", elements);
    return path.endsWith("/") && !elements.isEmpty() ? joined + "/" : joined;
  }

  /** The first value of {@code action}; empty when there is none. Malformed pairs do not count. */
  static String action(@Nullable String query) {
    if (query == null) {
      return "";
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!pair.contains(";") && decode(name, true).filter(ACTION::equals).isPresent()
          && decode(value, true).isPresent()) {
        return decode(value, true).orElse("");
      }
    }
    return "";
  }

  private static Optional<String> decode(String text, boolean plusIsBlank) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return Optional.of(text);
    }
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(text.length());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        if (i + 2 >= bytes.length) {
          return Optional.empty();
        }
        int high = Character.digit(bytes[i + 1], HEX);
        int low = Character.digit(bytes[i + 2], HEX);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        decoded.write(high * HEX + low);
        i += 2;
      } else {
        decoded.write(plusIsBlank && bytes[i] == '+' ? ' ' : bytes[i]);
      }
    }
    return Optional.of(decoded.toString(StandardCharsets.UTF_8));
  }
}
