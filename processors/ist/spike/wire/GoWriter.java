// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.Base64;
import java.util.SortedMap;

/**
 * Writes JSON byte for byte as Go's {@code encoding/json} does (wire spec 2.4): no spaces,
 * {@code <}, {@code >} and {@code &} escaped, shares as arrays of 32 numbers.
 *
 * <p>Every buffer that is outgrown is zeroed, so what was written exists only in the array that
 * {@link #toBytes} returns, and the caller can zero that.
 */
final class GoWriter {

  private static final int INITIAL_SIZE_BYTES = 256;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).appendOffset("+HH:MM", "Z")
          .toFormatter();

  private byte[] buffer = new byte[INITIAL_SIZE_BYTES];
  private int size;
  private boolean separate;

  /** Starts an object, as the value of the member named last or as the whole document. */
  GoWriter open() {
    return start('{');
  }

  /** Ends the object that was opened last. */
  GoWriter close() {
    return end('}');
  }

  /** Names the next member. Our names need no escapes. */
  GoWriter name(String name) {
    text(name);
    append(':');
    separate = false;
    return this;
  }

  /** A member with a text. */
  GoWriter member(String name, String value) {
    return name(name).text(value);
  }

  /** A member with an integer. */
  GoWriter member(String name, long value) {
    return name(name).raw(Long.toString(value));
  }

  /** A member with a truth value. */
  GoWriter member(String name, boolean value) {
    return name(name).raw(Boolean.toString(value));
  }

  /** A member with a moment, in this zone. */
  GoWriter member(String name, Instant value, ZoneId zone) {
    return member(name, time(value, zone));
  }

  /** A member with standard base64; empty bytes are Go's nil, {@code null}. */
  GoWriter base64(String name, byte[] value) {
    return value.length == 0
        ? name(name).raw("null")
        : member(name, Base64.getEncoder().encodeToString(value));
  }

  /** A share as Go writes a {@code *[32]byte}: an array of numbers. */
  GoWriter share(SecretBytes share) {
    share.lendTo(bytes -> {
      startArray();
      for (byte b : bytes) {
        number(Byte.toUnsignedInt(b));
      }
      endArray();
    });
    return this;
  }

  /** A map of texts with its keys in order. */
  GoWriter texts(SortedMap<String, String> values) {
    open();
    values.forEach(this::member);
    return close();
  }

  GoWriter startArray() {
    return start('[');
  }

  GoWriter endArray() {
    return end(']');
  }

  /** An integer as the next value. */
  GoWriter number(int value) {
    return raw(Integer.toString(value));
  }

  /** JSON that is already in Go's form, as the next value. */
  GoWriter raw(byte[] json) {
    comma();
    append(json);
    return this;
  }

  GoWriter raw(String json) {
    return raw(json.getBytes(StandardCharsets.US_ASCII));
  }

  /** A text as the next value. */
  GoWriter text(String text) {
    comma();
    append('"');
    for (int i = 0; i < text.length();) {
      int rune = text.codePointAt(i);
      i += Character.charCount(rune);
      rune(rune);
    }
    append('"');
    return this;
  }

  /** A copy of everything written; the writer's own buffer is zeroed. */
  byte[] toBytes() {
    byte[] bytes = Arrays.copyOf(buffer, size);
    Arrays.fill(buffer, (byte) 0);
    size = 0;
    return bytes;
  }

  /** Hands over what was written so far and goes on with an empty, zeroed buffer. */
  void drainTo(OutputStream out) throws IOException {
    out.write(buffer, 0, size);
    Arrays.fill(buffer, 0, size, (byte) 0);
    size = 0;
  }

  /** Bytes written and not handed over yet. */
  int size() {
    return size;
  }

  /** A moment as Go writes it: RFC 3339 with the fraction digits it needs. */
  static String time(Instant moment, ZoneId zone) {
    return TIME.format(moment.atZone(zone));
  }

  /** Go's zero time, which stands for no time at all. */
  static Instant zeroTime() {
    return Instant.EPOCH.atOffset(ZoneOffset.UTC).withYear(1).toInstant();
  }

  private GoWriter start(char bracket) {
    comma();
    append(bracket);
    separate = false;
    return this;
  }

  private GoWriter end(char bracket) {
    append(bracket);
    separate = true;
    return this;
  }

  private void comma() {
    if (separate) {
      append(',');
    }
    separate = true;
  }

  private void rune(int rune) {
    switch (rune) {
      case '"' -> escaped('"');
      case '\\' -> escaped('\\');
      case '\b' -> escaped('b');
      case '\f' -> escaped('f');
      case '\n' -> escaped('n');
      case '\r' -> escaped('r');
      case '\t' -> escaped('t');
      case '<', '>', '&', 0x2028, 0x2029 -> escapedInHex(rune);
      default -> {
        if (rune < 0x20) {
          escapedInHex(rune);
        } else if (rune < 0x80) {
          append((char) rune);
        } else if (rune >= Character.MIN_SURROGATE && rune <= Character.MAX_SURROGATE) {
          escapedInHex(0xfffd);
        } else {
          append(Character.toString(rune).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private void escaped(char letter) {
    append('\\');
    append(letter);
  }

  private void escapedInHex(int rune) {
    escaped('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      append((char) HEX[rune >> shift & 0xf]);
    }
  }

  private void append(char ascii) {
    grow(1);
    buffer[size++] = (byte) ascii;
  }

  private void append(byte[] bytes) {
    grow(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private void grow(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      byte[] outgrown = buffer;
      buffer = Arrays.copyOf(outgrown, Math.max(needed, outgrown.length * 2));
      Arrays.fill(outgrown, (byte) 0);
    }
  }
}
