// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The times of SPIKE's tables, in every form that its SQLite driver reads: text in the server's zone,
 * in another or in none, or a whole number.
 */
final class SpikeTime {

  /** What is stored for a time that SPIKE itself cannot read, or that no clock ever showed. */
  static final Instant UNKNOWN = Instant.EPOCH;

  private static final Pattern TEXT = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})"
      + "(?:[ T](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?(?:([+-])(\\d{2}):(\\d{2}))?)?)?");
  private static final int FRACTION_DIGITS = 9;
  /** The driver takes larger numbers for milliseconds. */
  private static final long MAX_SECONDS = 1_000_000_000_000L;
  /** The store keeps nanoseconds since 1970 in 64 bits. */
  private static final Instant EARLIEST = Instant.ofEpochSecond(0, Long.MIN_VALUE);
  private static final Instant LATEST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

  private SpikeTime() {}

  /** The time a cell holds: a text, or a whole number; empty when SPIKE reads the year 1 from it. */
  static Optional<Instant> of(Object cell) {
    return switch (cell) {
      case String text -> ofText(text);
      case Integer number -> ofNumber(number);
      case Long number -> ofNumber(number);
      default -> Optional.empty();
    };
  }

  /** The time of so many seconds since 1970, or milliseconds where the number is that large. */
  static Optional<Instant> ofNumber(long number) {
    return inRange(number > MAX_SECONDS || number < -MAX_SECONDS
        ? Instant.ofEpochMilli(number)
        : Instant.ofEpochSecond(number));
  }

  /** The time of so many seconds since 1970, however many they are. */
  static Optional<Instant> ofSeconds(long seconds) {
    return Math.abs(seconds) > MAX_SECONDS ? Optional.empty() : ofNumber(seconds);
  }

  private static Optional<Instant> ofText(String text) {
    Matcher parts =
        TEXT.matcher(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      String clock = String.format(Locale.ROOT, "T%02d:%02d:%02d", number(parts.group(2)),
          number(parts.group(3)), number(parts.group(4)));
      LocalDateTime local =
          LocalDateTime.parse(parts.group(1) + clock).withNano(nanos(parts.group(5)));
      long ahead = offsetMinutes(parts);
      return inRange(local.toInstant(ZoneOffset.UTC).minusSeconds(ahead * 60));
    } catch (DateTimeException e) {
      // A day or an hour that no calendar has: SPIKE reads the year 1, without an error.
      return Optional.empty();
    }
  }

  private static long offsetMinutes(Matcher parts) {
    long minutes = 60L * number(parts.group(7)) + number(parts.group(8));
    return "-".equals(parts.group(6)) ? -minutes : minutes;
  }

  private static int nanos(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    return number((fraction + "0".repeat(FRACTION_DIGITS)).substring(0, FRACTION_DIGITS));
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static Optional<Instant> inRange(Instant time) {
    return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? Optional.empty() : Optional.of(time);
  }
}
