// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ist.spike.crypto.SecretBytes;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object with exactly the leniency of Go's {@code encoding/json} (wire spec 2.4):
 * member names in any case, unknown members skipped, the last of duplicates wins, {@code null} is the
 * zero value; but no floats for integers, no trailing data, no unpadded base64.
 *
 * <p>Used as a cursor: {@link #next} moves to the next member that the caller knows and the caller
 * then reads its value. Nothing of the input appears in an exception.
 */
final class GoReader {

  private final JsonParser parser;
  private final GoValue value;
  private final ErrorCode onError;
  private final List<String> known;
  private final boolean whole;
  private final Map<String, Object> earlier = new HashMap<>();
  private boolean inObject;
  private String name = "";

  private GoReader(JsonParser parser, ErrorCode onError, boolean whole, List<String> known) {
    this.parser = parser;
    this.value = new GoValue(parser, onError);
    this.onError = onError;
    this.known = known;
    this.whole = whole;
  }

  /** Reads a request; whatever is wrong with it is {@link ErrorCode#BAD_REQUEST}. */
  static GoReader request(byte[] json, String... known) {
    return document(json, GoParser::open, ErrorCode.BAD_REQUEST, known);
  }

  /** The same of a request with a key or a share, of which no other copy is made. */
  static GoReader keyRequest(byte[] json, String... known) {
    return document(json, GoParser::openInPlace, ErrorCode.BAD_REQUEST, known);
  }

  /** Reads an answer; whatever is wrong with it is {@link ErrorCode#BAD_ANSWER}. */
  static GoReader answer(byte[] json, String... known) {
    return document(json, GoParser::open, ErrorCode.BAD_ANSWER, known);
  }

  /** The same of an answer with a share, of which no other copy is made. */
  static GoReader keyAnswer(byte[] json, String... known) {
    return document(json, GoParser::openInPlace, ErrorCode.BAD_ANSWER, known);
  }

  private static GoReader document(byte[] json, Opener opener, ErrorCode onError,
      String... known) {
    try {
      JsonParser parser = opener.open(json);
      GoReader reader = new GoReader(parser, onError, true, List.of(known));
      reader.enter(parser.nextToken());
      return reader;
    } catch (IOException e) {
      throw GoValue.unreadable(onError);
    }
  }

  /** Moves to the next known member; false at the end of the object. */
  boolean next() {
    try {
      while (inObject && parser.nextToken() == JsonToken.FIELD_NAME) {
        String found = canonical(parser.currentName());
        parser.nextToken();
        if (!found.isEmpty()) {
          name = found;
          return true;
        }
        parser.skipChildren();
      }
      if (whole && parser.nextToken() != null) {
        throw GoValue.unreadable(onError);
      }
      return false;
    } catch (IOException e) {
      throw GoValue.unreadable(onError);
    }
  }

  /** The name of the member found by {@link #next}, spelt as the caller gave it. */
  String name() {
    return name;
  }

  /** The value as a text; {@code null} is the empty one, or leaves an earlier duplicate's. */
  String text() {
    return scalar("", value::text);
  }

  /** The value as a truth value; {@code null} is false, or leaves an earlier duplicate's. */
  boolean flag() {
    return scalar(false, value::flag);
  }

  /**
   * The value as an integer; {@code null} is 0. Go's are of 64 bits; one that does not fit into 32
   * becomes the nearest that does, which names no version and no share either.
   */
  int integer() {
    return Math.clamp(number(), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** The value as a 64-bit integer; {@code null} is 0, or leaves an earlier duplicate's. */
  long number() {
    return scalar(0L, value::number);
  }

  /** The value as a number from 0 to 255; {@code null} is 0, or leaves an earlier duplicate's. */
  int octet() {
    return scalar(0, () -> Byte.toUnsignedInt(value.octet()));
  }

  /** The value as a list of integers; {@code null} is the empty list. */
  List<Integer> integers() {
    List<Integer> list = new ArrayList<>();
    elements(() -> list.add(
        Math.clamp(value.number(), Integer.MIN_VALUE, Integer.MAX_VALUE)));
    return List.copyOf(list);
  }

  /** The value as a list of texts; {@code null} is the empty list. */
  List<String> texts() {
    List<String> list = new ArrayList<>();
    elements(() -> list.add(value.text()));
    return List.copyOf(list);
  }

  /** Adds the members of a map of texts to {@code map}, as Go does for duplicates; false for null. */
  boolean textsInto(SortedMap<String, String> map) {
    return read(() -> value.textsInto(map));
  }

  /** The value as bytes: padded base64 or an array of numbers; {@code null} is empty. */
  byte[] bytes() {
    return read(value::bytes);
  }

  /** The value as a share, straight into protected memory; empty for {@code null}. */
  Optional<SecretBytes> share() {
    return read(value::share);
  }

  /** The value as a moment; {@code null} is none. */
  Optional<Instant> time() {
    String text = parser.currentToken() == JsonToken.VALUE_NULL ? "" : text();
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw GoValue.unreadable(onError);
    }
  }

  /** The value as an object of its own, to be read to its end; {@code null} has no members. */
  GoReader object(String... names) {
    GoReader inner = new GoReader(parser, onError, false, List.of(names));
    inner.enter(parser.currentToken());
    return inner;
  }

  /** The value as a list of objects, each read to its end by {@code each}; {@code null} is empty. */
  <T> List<T> objects(Function<GoReader, T> each, String... names) {
    List<T> list = new ArrayList<>();
    elements(() -> list.add(each.apply(object(names))));
    return List.copyOf(list);
  }

  /** The value as an object whose members have names of any kind, each read by {@code member}. */
  void members(Member member) {
    GoReader inner = object();
    read(() -> {
      while (inner.inObject && parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        member.read(key, this);
      }
      return true;
    });
  }

  /** Whether the value is {@code null}. */
  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** The refusal of a document that is well-formed JSON but not what was asked for. */
  SpikeException unreadable() {
    return GoValue.unreadable(onError);
  }

  private void enter(@Nullable JsonToken token) {
    if (token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL) {
      throw GoValue.unreadable(onError);
    }
    inObject = token == JsonToken.START_OBJECT;
  }

  private String canonical(String found) {
    for (String candidate : known) {
      if (GoNames.match(candidate, found)) {
        return candidate;
      }
    }
    return "";
  }

  /** A value that {@code null} leaves as it was, as Go does with all but maps, lists and pointers. */
  private <T> T scalar(T zero, ValueReader<T> reader) {
    if (isNull()) {
      @SuppressWarnings("unchecked") // a member has one type
      T before = (T) earlier.getOrDefault(name, zero);
      return before;
    }
    T now = read(reader);
    earlier.put(name, now);
    return now;
  }

  private void elements(GoValue.Element element) {
    read(() -> {
      value.elements(element);
      return true;
    });
  }

  private <T> T read(ValueReader<T> reader) {
    try {
      return reader.read();
    } catch (IOException e) {
      // The exception of the parser may quote its input.
      throw GoValue.unreadable(onError);
    }
  }

  /** Reads the value of one member of an object with names of any kind. */
  @FunctionalInterface
  interface Member {
    void read(String key, GoReader value) throws IOException;
  }

  @FunctionalInterface
  private interface Opener {
    JsonParser open(byte[] json) throws IOException;
  }

  @FunctionalInterface
  private interface ValueReader<T> {
    T read() throws IOException;
  }
}
