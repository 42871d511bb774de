// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers in the table have {@code ~} for a line end. */
final class AnswerReaderTest {

  private static final int LIMIT = 8;

  @ParameterizedTest
  @CsvSource({"HTTP/1.1 200 OK~Content-Length: 2~~ok, 200, ok",
      "HTTP/1.1 200 OK~Content-Length: 2~~okmore, 200, ok",
      "HTTP/1.1 200~content-length:2~~ok, 200, ok",
      "HTTP/1.1 500 So It Is~Content-Length: 0~~, 500, ''",
      "HTTP/1.1 204 No Content~~, 204, ''", "HTTP/1.1 304 Not Modified~~, 304, ''",
      "HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 2~~ok, 200, ok",
      "HTTP/1.1 200 OK~Content-Length: 2~Content-Length: 2~~ok, 200, ok",
      "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ab~1;x=y~c~0~~, 200, abc",
      "HTTP/1.1 200 OK~Transfer-Encoding: Chunked~~8~12345678~0~Trailer: x~~, 200, 12345678"})
  void read_wholeAnswer_isTaken(String answer, int status, String body) throws IOException {
    // When
    PeerAnswer read = read(answer);

    // Then
    assertThat(read.status()).isEqualTo(status);
    assertThat(read.body()).asString(ISO_8859_1).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({"'', the answer ends before its end",
      "HTTP/1.1 200 OK~Content-Length: 2~~o, the answer ends before its end",
      "HTTP/1.1 200 OK~Content-, the answer ends before its end",
      "HTTP/1.1 200 OK~Content-Length: 9~~123456789, the answer is too large",
      "HTTP/1.1 200 OK~Connection: close~~1234, the answer does not say how long it is",
      "HTTP/1.0 200 OK~~1234, the answer does not say how long it is",
      "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~12345~4~1234~0~~, the answer is too large",
      "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~7fffffffffffffff~, "
          + "the answer has a chunk without a size",
      "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~-1~, the answer has a chunk without a size",
      "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~abc~0~~, "
          + "the answer has a chunk that is longer than its size",
      "HTTP/1.1 200 OK~Transfer-Encoding: gzip~~x, the answer is in a coding that we do not know",
      "HTTP/1.1 200 OK~Content-Length: -1~~, the answer has a length that is no number",
      "HTTP/1.1 200 OK~Content-Length: 2~Content-Length: 3~~abc, the answer has two lengths",
      "HTTP/1.1 200 OK~nonsense~~, the answer has a line that is no header",
      "HTTP/2 200~~, the answer is not HTTP/1.1", "HTTP/1.1 99~~, the answer is not HTTP/1.1"})
  void read_brokenAnswer_isRefused(String answer, String message) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"'HTTP/1.1 100 Continue~~', 10, the answer only announces another one",
      "'a: b~', 200, the answer has more than 100 headers",
      "xxxxxxxxxx, 1000, the answer has a line of more than 8192 bytes"})
  void read_answerWithoutMeasure_isRefused(String part, int times, String message) {
    // Given
    String first = part.startsWith("HTTP") ? "" : "HTTP/1.1 200 OK~";

    // Then
    assertThatThrownBy(() -> read(first + part.repeat(times))).isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  @Test
  void read_streamBringsNothingNowAndThen_isNoEnd() throws IOException {
    // Given a stream that brings nothing each second time, as Conscrypt's does for a session ticket
    byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1);
    InputStream halting = new InputStream() {
      private int reads;
      private int next;

      @Override
      public int read() {
        throw new AssertionError("a buffer reads more than one byte");
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        if (reads++ % 2 == 0) {
          return 0;
        }
        if (next == answer.length) {
          return -1;
        }
        bytes[offset] = answer[next++];
        return 1;
      }
    };

    // When
    PeerAnswer read =
        new AnswerReader(new BufferedInputStream(new WholeReads(halting)), LIMIT).read();

    // Then
    assertThat(read.body()).asString(ISO_8859_1).isEqualTo("ok");
  }

  private static PeerAnswer read(String text) throws IOException {
    byte[] bytes = text.replace("~", "\r\n").getBytes(ISO_8859_1);
    return new AnswerReader(new ByteArrayInputStream(bytes), LIMIT).read();
  }
}
