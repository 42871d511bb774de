// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * When something is due: the five fields of cron (minute, hour, day of month, month, day of week with
 * 0 or 7 for Sunday), each {@code *}, a number, a range, a list of these, with {@code /step}. When both
 * days are restricted, either will do, as in cron. An hour that a time zone skips is made up for at its end.
 */
public final class Schedule {

  /** Longer than any schedule pauses: a 29 February may be eight years away. */
  private static final int MAX_DAYS = 366 * 9;
  private static final int FIELDS = 5;
  private static final int SUNDAY = 7;

  private final String text;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean anyDay;
  private final boolean anyWeekday;

  private Schedule(String text, String[] fields) {
    this.text = text;
    this.minutes = field(fields[0], 0, 59);
    this.hours = field(fields[1], 0, 23);
    this.days = field(fields[2], 1, 31);
    this.months = field(fields[3], 1, 12);
    this.weekdays = field(fields[4], 0, SUNDAY);
    this.anyDay = fields[2].startsWith("*");
    this.anyWeekday = fields[4].startsWith("*");
    if (weekdays.get(0)) {
      weekdays.set(SUNDAY);
    }
  }

  /** Reads five fields; {@code BAD_SETTING} for anything else, also for a time that never comes. */
  public static Schedule parse(String text) {
    String[] fields = text.trim().split("\\s+");
    if (fields.length != FIELDS) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "the schedule '" + text + "' has "
          + fields.length + " fields, not the " + FIELDS + " of cron");
    }
    try {
      Schedule schedule = new Schedule(text, fields);
      schedule.requireThatItComes();
      return schedule;
    } catch (IllegalArgumentException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "the schedule '" + text + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private void requireThatItComes() {
    if (next(Instant.EPOCH, ZoneId.of("UTC")).equals(Instant.EPOCH)) {
      throw new AssertionError("the next time is a later one");
    }
  }

  /** The first time after this one. */
  public Instant next(Instant after, ZoneId zone) {
    ZonedDateTime start = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    ZonedDateTime day = start;
    for (int i = 0; i < MAX_DAYS; i++) {
      if (isOnDay(day)) {
        ZonedDateTime found = firstOn(day, i == 0 ? start : null);
        if (found != null) {
          return found.toInstant();
        }
      }
      day = day.plusDays(1).truncatedTo(ChronoUnit.DAYS);
    }
    throw new IllegalArgumentException("it never comes");
  }

  private @Nullable ZonedDateTime firstOn(ZonedDateTime day,
      @Nullable ZonedDateTime notBefore) {
    for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
      for (int minute = minutes.nextSetBit(0); minute >= 0; minute =
          minutes.nextSetBit(minute + 1)) {
        ZonedDateTime time = day.toLocalDate().atTime(hour, minute).atZone(day.getZone());
        if (notBefore == null || !time.isBefore(notBefore)) {
          return time;
        }
      }
    }
    return null;
  }

  private boolean isOnDay(ZonedDateTime day) {
    boolean onDay = days.get(day.getDayOfMonth());
    boolean onWeekday = weekdays.get(day.getDayOfWeek().getValue());
    boolean matches = (anyDay || anyWeekday) ? onDay && onWeekday : onDay || onWeekday;
    return months.get(day.getMonthValue()) && matches;
  }

  private static BitSet field(String field, int min, int max) {
    BitSet values = new BitSet();
    for (String part : field.split(",", -1)) {
      String[] range = part.split("/", 2);
      int step = range.length == 2 ? number(range[1], 1, max) : 1;
      int from = min;
      int to = max;
      if (!range[0].equals("*")) {
        String[] ends = range[0].split("-", 2);
        from = number(ends[0], min, max);
        to = ends.length == 2 ? number(ends[1], from, max) : range.length == 2 ? max : from;
      }
      for (int value = from; value <= to; value += step) {
        values.set(value);
      }
    }
    return values;
  }

  private static int number(String text, int min, int max) {
    int number = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    if (number < min || number > max) {
      throw new IllegalArgumentException("'" + text + "' is not from " + min + " to " + max);
    }
    return number;
  }

  @Override
  public String toString() {
    return text;
  }
}
