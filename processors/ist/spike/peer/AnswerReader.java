// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads one answer of HTTP/1.1 (RFC 9112) to its last byte, and no further. */
final class AnswerReader {

  private static final int MAX_LINE_BYTES = 8_192;
  private static final int MAX_HEADERS = 100;
  /** Answers such as 100 Continue that announce the real one. */
  private static final int MAX_INTERIM_ANSWERS = 8;
  private static final int FIRST_FINAL_STATUS = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  /** 64-bit sizes in hexadecimal. */
  private static final int MAX_SIZE_DIGITS = 15;

  private final InputStream in;
  private final int maxBodyBytes;

  /** An answer's body was longer than we take. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("the answer is too large");
    }
  }

  /**
   * @param in should be buffered; head and sizes are read byte by byte
   * @param maxBodyBytes the largest body taken
   */
  AnswerReader(InputStream in, int maxBodyBytes) {
    this.in = in;
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * The answer.
   *
   * @throws IOException when it is none, or ends before its end
   */
  PeerAnswer read() throws IOException {
    for (int i = 0; i <= MAX_INTERIM_ANSWERS; i++) {
      int status = status(line());
      Map<String, String> headers = headers();
      if (status >= FIRST_FINAL_STATUS) {
        return new PeerAnswer(status, headers.getOrDefault("content-type", ""),
            hasBody(status) ? body(headers) : new byte[0]);
      }
    }
    throw new IOException("the answer only announces another one");
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
      throw new IOException("the answer is not HTTP/1.1");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i <= MAX_HEADERS; i++) {
      String line = line();
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("the answer has a line that is no header");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      String other = headers.put(name, value);
      // SECURITY: with two lengths nobody can say where the answer ends.
      if (other != null && name.equals("content-length") && !other.equals(value)) {
        throw new IOException("the answer has two lengths");
      }
    }
    throw new IOException("the answer has more than " + MAX_HEADERS + " headers");
  }

  /** RFC 9112, 6.3: answers of these kinds end with their headers. */
  private static boolean hasBody(int status) {
    return status != NO_CONTENT && status != NOT_MODIFIED;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    String coding = headers.getOrDefault("transfer-encoding", "");
    if (coding.equalsIgnoreCase("chunked")) {
      return chunks();
    }
    if (!coding.isEmpty()) {
      throw new IOException("the answer is in a coding that we do not know");
    }
    String length = headers.get("content-length");
    if (length == null) {
      // SECURITY: it would end with the connection, and neither TLS of ours tells a peer that is
      // done from somebody who cuts the connection.
      throw new IOException("the answer does not say how long it is");
    }
    if (!length.matches("[0-9]{1," + MAX_SIZE_DIGITS + "}")) {
      throw new IOException("the answer has a length that is no number");
    }
    return exactly(Long.parseLong(length));
  }

  private byte[] exactly(long count) throws IOException {
    if (count > maxBodyBytes) {
      throw new TooLargeException();
    }
    byte[] body = in.readNBytes((int) count);
    if (body.length < count) {
      throw new EOFException("the answer ends before its end");
    }
    return body;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line().split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1," + MAX_SIZE_DIGITS + "}")) {
        throw new IOException("the answer has a chunk without a size");
      }
      long count = Long.parseLong(size, 16);
      if (count == 0) {
        headers();
        return body.toByteArray();
      }
      if (count > maxBodyBytes - body.size()) {
        throw new TooLargeException();
      }
      body.writeBytes(exactly(count));
      if (!line().isEmpty()) {
        throw new IOException("the answer has a chunk that is longer than its size");
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the answer ends before its end");
      }
      if (line.length() == MAX_LINE_BYTES) {
        throw new IOException("the answer has a line of more than " + MAX_LINE_BYTES + " bytes");
      }
      line.append((char) next);
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }
}
