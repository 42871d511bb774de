// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ist.spike.crypto.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The JSON value that a parser stands at, read as Go reads it into a variable of some type. Of the
 * wrong type it is unreadable; {@code null} is the zero value.
 */
final class GoValue {

  private static final int SHARE_SIZE_BYTES = 32;

  private final JsonParser parser;
  private final ErrorCode onError;

  GoValue(JsonParser parser, ErrorCode onError) {
    this.parser = parser;
    this.onError = onError;
  }

  /** The refusal of a document, without anything of it. */
  static SpikeException unreadable(ErrorCode code) {
    return new SpikeException(code, code == ErrorCode.BAD_REQUEST
        ? "the request is not the JSON this operation takes"
        : "the answer is not the JSON this operation gives");
  }

  String text() throws IOException {
    return textOf(parser.currentToken());
  }

  boolean flag() {
    if (!parser.currentToken().isBoolean()) {
      throw unreadable();
    }
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  long number() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> 0;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> throw unreadable();
    };
  }

  /** Go's uint8 takes no sign, not even that of -0. */
  byte octet() throws IOException {
    long number = number();
    if (number < 0 || number > 255 || (number == 0 && parser.getText().startsWith("-"))) {
      throw unreadable();
    }
    return (byte) number;
  }

  /** Adds the members of a map of texts, as Go does for duplicates; false for null. */
  boolean textsInto(SortedMap<String, String> map) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      map.clear();
      return false;
    }
    expect(JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = Utf8.replaceLoneSurrogates(parser.currentName());
      map.put(key, textOf(parser.nextToken()));
    }
    return true;
  }

  /** Padded base64 or an array of numbers. */
  byte[] bytes() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> new byte[0];
      case START_ARRAY -> octets();
      default -> GoParser.base64(text()).orElseThrow(this::unreadable);
    };
  }

  private byte[] octets() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    elements(() -> bytes.write(octet()));
    return bytes.toByteArray();
  }

  /** Thirty-two numbers, straight into protected memory; further ones are skipped. */
  Optional<SecretBytes> share() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    byte[] share = new byte[SHARE_SIZE_BYTES];
    try {
      expect(JsonToken.START_ARRAY);
      int index = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (index < share.length) {
          share[index++] = octet();
        } else {
          parser.skipChildren();
        }
      }
      return Optional.of(SecretBytes.takeOwnership(share));
    } finally {
      Arrays.fill(share, (byte) 0);
    }
  }

  /** Stands at each element of an array in turn. */
  void elements(Element element) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(JsonToken.START_ARRAY);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  /** Reads the element that the parser stands at. */
  @FunctionalInterface
  interface Element {
    void read() throws IOException;
  }

  private String textOf(JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> "";
      case VALUE_STRING -> Utf8.replaceLoneSurrogates(parser.getText());
      default -> throw unreadable();
    };
  }

  private void expect(JsonToken token) {
    if (parser.currentToken() != token) {
      throw unreadable();
    }
  }

  private SpikeException unreadable() {
    return unreadable(onError);
  }
}
