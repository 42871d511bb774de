// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames in the tables are hexadecimal: 3 bytes of length, type, flags, 4 bytes of stream. */
final class Http2FramesTest {

  private static final String ENDED =
      "it ended the call without an SVID, as it does when no registration entry matches";

  @ParameterizedTest
  @CsvSource({"000007 00 00 00000001 0000000002 6869, hi, ''",
      "000003 00 00 00000001 000000 000002 00 00 00000001 0002 000002 00 01 00000001 6869, hi, ''",
      "00000a 00 08 00000001 02 0000000002 6869 0000, hi, ''",
      "000005 00 00 00000001 0000000000, '', ''",
      "000000 04 00 00000000 000007 00 00 00000001 0000000002 6869, hi, 000000040100000000",
      "000000 04 01 00000000 000007 00 00 00000001 0000000002 6869, hi, ''",
      "000008 06 00 00000000 0102030405060708 000007 00 00 00000001 0000000002 6869, hi, "
          + "0000080601000000000102030405060708",
      "000001 01 04 00000001 88 000000 63 00 00000000 000007 00 00 00000001 0000000002 6869, hi, ''",
      "000007 00 00 00000003 0000000002 6262 000007 00 00 00000001 0000000002 6869, hi, ''"})
  void call_goodFrames_bringTheFirstMessage(String frames, String message, String sent)
      throws IOException {
    // Given
    RecordedFrames connection = new RecordedFrames(bytes(frames));

    // When
    byte[] answer = new Http2Frames(connection).call();

    // Then
    assertThat(answer).asString(US_ASCII).isEqualTo(message);
    assertThat(connection.sentAfterTheRequest()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({"'', the end", "000007 00 00 00000001 0000000002 68, the end",
      "000001 01 05 00000001 88, ENDED", "000000 00 01 00000001, ENDED",
      "000004 03 00 00000001 00000008, ENDED", "000008 07 00 00000000 0000000000000000, ENDED",
      "000004 05 00 00000001 00000002, ENDED",
      "004001 00 00 00000001, a frame of 16385 bytes", "ffffff 00 00 00000001, "
          + "a frame of 16777215 bytes",
      "000005 00 00 00000001 0100000002, a compressed message%c which we did not offer to take",
      "000005 00 00 00000001 0000400001, a message of more than 4194304 bytes",
      "000005 00 00 00000001 00ffffffff, a message of more than 4194304 bytes",
      "000000 00 08 00000001, a frame with more padding than it has bytes",
      "000002 00 08 00000001 0200, a frame with more padding than it has bytes"})
  void call_badFrames_areRefused(String frames, String message) {
    assertThatThrownBy(() -> new Http2Frames(new RecordedFrames(bytes(frames))).call())
        .isInstanceOf(IOException.class)
        .hasMessage(message.replace("%c", ",").replace("ENDED", ENDED));
  }

  @Test
  void call_framesThatBringNothing_endSomewhere() {
    // Given
    byte[] settings = bytes("000000 63 00 00000000 ".repeat(2_048));

    // Then
    assertThatThrownBy(() -> new Http2Frames(new RecordedFrames(settings)).call())
        .hasMessage("more than 2048 frames without a message");
  }

  @Test
  void call_request_namesTheMethodAndShowsTheSecurityHeader() throws IOException {
    // Given
    RecordedFrames connection = new RecordedFrames(bytes("000005 00 00 00000001 0000000000"));

    // When
    new Http2Frames(connection).call();

    // Then
    assertThat(connection.request()).startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .contains("\u0005:path" + (char) 32 + "/SpiffeWorkloadAPI/FetchX509SVID",
            "\u0012workload.spiffe.io\u0004true");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
