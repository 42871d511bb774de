// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time as answers tell it, written once a second. Lives on the event loop. */
final class HttpDate {

  /** RFC 9110, 5.6.7: the day has two digits, which Java's own formatter does not give it. */
  private static final DateTimeFormatter FORMAT = DateTimeFormatter
      .ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final long MILLIS_PER_SECOND = Duration.ofSeconds(1).toMillis();

  private long second = Long.MIN_VALUE;
  private String text = "";

  /** The value of {@code Date} now. */
  String now() {
    return at(System.currentTimeMillis());
  }

  String at(long epochMillis) {
    long now = Math.floorDiv(epochMillis, MILLIS_PER_SECOND);
    if (now != second) {
      text = FORMAT.format(Instant.ofEpochSecond(now));
      second = now;
    }
    return text;
  }
}
