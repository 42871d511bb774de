// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Jackson set up to take what Go's {@code encoding/json} takes, and no more. */
final class GoParser {

  /** The depth at which Go gives up too. */
  private static final int MAX_NESTING = 10_000;
  /** For bytes the parser takes a buffer of 8 KB each time, for so few characters none. */
  private static final int MAX_SHORT_BYTES = 4 * 1024;
  private static final JsonFactory FACTORY = new JsonFactory(settings());
  private static final JsonFactory IN_PLACE = new InPlace(settings());

  private GoParser() {}

  private static JsonFactoryBuilder settings() {
    return new JsonFactoryBuilder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        // SECURITY: pooled buffers would keep parts of secrets until their next use.
        .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
        // The body is bounded before it comes here, so these need no bounds of their own.
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING)
            .maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE).build());
  }

  /** A parser over the characters of a document, which stay in the heap. */
  static JsonParser open(byte[] json) throws IOException {
    byte[] valid = valid(json);
    if (valid.length > MAX_SHORT_BYTES) {
      return FACTORY.createParser(valid);
    }
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(valid));
    return FACTORY.createParser(text.array(), text.arrayOffset(), text.length());
  }

  /** A parser over the array itself, of which nothing is left when it is zeroed; costs twice as much. */
  static JsonParser openInPlace(byte[] json) throws IOException {
    return IN_PLACE.createParser(valid(json));
  }

  private static byte[] valid(byte[] json) throws IOException {
    // Go knows only UTF-8 without a mark; Jackson would also take UTF-16 and UTF-32.
    boolean otherEncoding = json.length > 0 && json[0] < 0;
    for (int i = 0; i < Math.min(4, json.length); i++) {
      otherEncoding |= json[i] == 0;
    }
    if (otherEncoding) {
      throw new IOException("not UTF-8");
    }
    return Utf8.replaceInvalid(json);
  }

  /**
   * Jackson itself reads bytes only with a table of the names of members of all documents, which anyone may fill; else it
   * makes a string of them first.
   */
  private static final class InPlace extends JsonFactory {
    private static final long serialVersionUID = 1L;

    InPlace(JsonFactoryBuilder builder) {
      super(builder);
    }

    @Override
    protected JsonParser _createParser(byte[] json, int offset, int length, IOContext context) {
      return new UTF8StreamJsonParser(context, _parserFeatures, null, null,
          ByteQuadsCanonicalizer.createRoot().makeChild(_factoryFeatures), json, offset,
          offset + length, 0, false);
    }
  }

  /** Decodes base64. Go ignores line ends inside it and insists on padding; Java does neither. */
  static Optional<byte[]> base64(String text) {
    String joined = text.replace("\r", "").replace("\n", "");
    if (joined.length() % 4 != 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getDecoder().decode(joined));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
