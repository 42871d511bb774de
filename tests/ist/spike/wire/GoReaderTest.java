// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Go's decoder accepts and refuses (wire spec 2.4), through the messages that use it. */
final class GoReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "\"x\"", "7", "true", "{", "{}{}", "{} x", "{},",
      "{\"path\":7}", "{\"path\":\"a\",}", "{'path':'a'}", "{path:\"a\"}", "{\"path\":\"a\nb\"}",
      "{\"version\":1.0}", "{\"version\":1e0}", "{\"version\":\"1\"}", "{\"version\":true}",
      "{\"version\":9223372036854775808}", "{\"version\":01}", "{\"version\":+1}",
      "{\"path\":NaN}", "{\"path\":\"\\x\"}", "{\"path\":\"\\u12g4\"}", "{}\u0000", "{\"a\" 1}",
      "{\"a\":1 \"b\":2}", "{\"a\":.5}", "{\"a\":5.}", "{\"a\":1e}", "{\"a\":tru}",
      "{\"a\":\"\t\"}",
      "/**/{}", "{\"a\":1}//", "\u00a0{}", "\u000b{}", "\ufeff{}", "{\"x\":[}"})
  void request_notWhatGoTakes_isBadRequest(String json) {
    // When, Then
    assertThatThrownBy(() -> GetSecret.parse(json.getBytes(UTF_8)))
        .isInstanceOfSatisfying(SpikeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
        .hasMessage("the request is not the JSON this operation takes").hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "null | `` | 0",
      "{} | `` | 0",
      "{\"path\":null,\"version\":null} | `` | 0",
      "{\"PATH\":\"a\",\"Version\":2} | a | 2",
      "{\"path\":\"a\",\"path\":\"b\"} | b | 0",
      "{\"path\":\"a\",\"more\":{\"path\":\"b\",\"x\":[1.5,null,{}]},\"version\":3} | a | 3",
      "{\"path\":\"\\u0061\\ud800\"} | a\ufffd | 0",
      "{\"ver\u017fion\":2,\"path\":\"a\"} | a | 2",
      "{\"vers\u0131on\":2,\"path\":\"a\"} | a | 0",
      "{\"vers\u0130on\":2,\"path\":\"a\"} | a | 0",
      "{\"path\":\"a\",\"path\":null,\"version\":3,\"VERSION\":null} | a | 3",
      "{\"path\":\"a\",\"x\":1e999,\"y\":-0.5E-7,\"z\":\"\\/\\b\"} | a | 0",
      "{\"version\":-0} | `` | 0",
      "{\"version\":-1} | `` | -1",
      "{\"version\":9223372036854775807} | `` | 2147483647"})
  void request_lenientForms_areRead(String json, String path, int version) {
    // When
    GetSecret request = GetSecret.parse((" \t\r\n" + json + "\n ").getBytes(UTF_8));

    // Then
    assertThat(request).isEqualTo(new GetSecret(path, version));
  }

  @Test
  void request_invalidUtf8_isReplacedByteByByte() {
    // Given: a stray continuation, a cut sequence, an encoded surrogate, and a valid character
    byte[] json = "{\"path\":\"a\u0080b\u00e2\u0082c\u00ed\u00a0\u0080\u00c3\u00a9\"}"
        .getBytes(StandardCharsets.ISO_8859_1);

    // When
    GetSecret request = GetSecret.parse(json);

    // Then
    assertThat(request.path()).isEqualTo("a\ufffdb\ufffd\ufffdc\ufffd\ufffd\ufffd\u00e9");
  }

  @Test
  void request_inUtf16_isBadRequest() {
    // When, Then
    assertThatThrownBy(() -> GetSecret.parse("{}".getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(SpikeException.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{\"values\":{\"b\":\"1\",\"a\":null}} | {\"a\":\"\",\"b\":\"1\"}",
      "{\"values\":{\"a\":\"1\"},\"values\":{\"b\":\"2\"}} | {\"a\":\"1\",\"b\":\"2\"}",
      "{\"values\":{\"a\":\"1\",\"A\":\"2\",\"a\":\"3\"}} | {\"A\":\"2\",\"a\":\"3\"}",
      "{\"values\":{}} | {}",
      "{\"values\":null} | null",
      "{} | null"})
  void putSecret_values_keepGosForm(String json, String values) {
    // When
    PutSecret request = PutSecret.parse(json.getBytes(UTF_8));

    // Then
    assertThat(new String(request.valuesJson(), UTF_8)).isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"values\":{\"a\":1}}", "{\"values\":[]}", "{\"values\":{\"a\":{}}}",
      "{\"err\":1}"})
  void putSecret_valuesThatAreNoTexts_areRefused(String json) {
    // When, Then
    assertThatThrownBy(() -> PutSecret.parse(json.getBytes(UTF_8)))
        .isInstanceOf(SpikeException.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "\"AQID\" | 010203",
      "\"AQ==\" | 01",
      "\"A\\r\\nQ\\n==\" | 01",
      "\"+/8=\" | fbff",
      "[1,2,null,255] | 010200ff",
      "null | ``",
      "\"\" | ``"})
  void bytes_inGosForms_areRead(String json, String hex) {
    // When
    VerifyProbe probe = VerifyProbe.parse(("{\"nonce\":" + json + "}").getBytes(UTF_8));

    // Then
    assertThat(probe.nonce()).asHexString().isEqualToIgnoringCase(hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"AQ\"", "\"AQ=\"", "\"-_8=\"", "\"A Q=\"", "[256]", "[-1]", "[-0]", "7",
      "[\"a\"]", "[1.0]", "[[]]", "{}", "\"QQ==QQ==\"", "\"=QQ=\""})
  void bytes_inOtherForms_areRefused(String json) {
    // When, Then
    assertThatThrownBy(
        () -> VerifyProbe.parse(("{\"nonce\":" + json + "}").getBytes(UTF_8)))
        .isInstanceOf(SpikeException.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"0", "1", "31", "32", "33", "40"})
  void share_ofAnyLength_isPaddedOrCutTo32(int length) {
    // Given
    String numbers = IntStream.rangeClosed(1, length).mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
    byte[] expected = new byte[32];
    for (int i = 0; i < Math.min(32, length); i++) {
      expected[i] = (byte) (i + 1);
    }

    // When
    try (RestoreShare request =
        RestoreShare.parse(("{\"id\":2,\"shard\":[" + numbers + "]}").getBytes(UTF_8));
        SecretBytes wanted = SecretBytes.takeOwnership(expected)) {

      // Then
      assertThat(request.shard().orElseThrow().matches(wanted)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"AQID\"", "[256]", "[1.0]", "[-1]", "{}", "[[]]"})
  void share_inOtherForms_isRefused(String json) {
    // When, Then
    assertThatThrownBy(() -> RestoreShare
        .parse(("{\"id\":2,\"shard\":" + json + "}").getBytes(UTF_8)))
        .isInstanceOf(SpikeException.class);
  }

  @Test
  void share_missing_isLeftToValidation() {
    // When
    try (RestoreShare request = RestoreShare.parse("{\"id\":2}".getBytes(UTF_8))) {

      // Then
      assertThatThrownBy(() -> Validation.requireShare(request.shard()))
          .hasMessage("a share must be 32 bytes that are not all zero");
    }
  }

  @Test
  void nesting_deeperThanGoAllows_isBadRequest() {
    // Given
    byte[] json = new byte[30_000];
    Arrays.fill(json, (byte) '[');
    System.arraycopy("{\"x\":".getBytes(UTF_8), 0, json, 0, 5);

    // When, Then
    assertThatThrownBy(() -> GetSecret.parse(json)).isInstanceOf(SpikeException.class);
  }

  @Test
  void emptyMessage_needsAnObject() {
    // When, Then
    EmptyMessage.parse("{\"anything\":1}".getBytes(UTF_8));
    assertThatThrownBy(() -> EmptyMessage.parse(new byte[0])).isInstanceOf(SpikeException.class);
  }

  /** Keys are read by another parser; it has to take and refuse the same. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":\"x\"}", "{\"A\":\"x\",\"b\":[{\"c\":1.5e9}],\"a\":null}",
      "{\"\\u0061\":\"\\ud83d\\ude00\\ud800\"}", "{\"\\ud800\":1,\"a\":\"\\n\"}",
      "{\"\\ud83d\\ude00 and a name that is longer than any table has room for\":{},\"a\":\"y\"}",
      "{\"\u00fc\":\"\u20ac\",\"a\":\"\u00fc\u20ac\ud83d\ude00\"}", " null ", "{}", "{\"a\":1}",
      "{\"a\":\"x\"} x", "{\"a\":\"x\"}{}", "{\"a\":\"x\",}", "{\"a\" \"x\"}", "{a:1}", "{'a':'x'}",
      "[]", "", " ", "{\"a\":\"x", "{\"a\":\"\t\"}", "{\"b\":01,\"a\":\"x\"}",
      "{\"b\":-0,\"a\":\"x\"}", "{\"b\":NaN}", "{\"a\":\"\\x\"}", "{/**/\"a\":\"x\"}"})
  void keyRequest_anyDocument_isReadAsARequestIs(String json) {
    assertThat(outcome(GoReader::keyRequest, json)).isEqualTo(outcome(GoReader::request, json));
  }

  private static String outcome(BiFunction<byte[], String[], GoReader> opened, String json) {
    try {
      GoReader in = opened.apply(json.getBytes(UTF_8), new String[]{"a"});
      StringBuilder read = new StringBuilder("read");
      while (in.next()) {
        read.append(' ').append(in.name()).append('=').append(in.text());
      }
      return read.toString();
    } catch (SpikeException e) {
      return e.sentence();
    }
  }
}
