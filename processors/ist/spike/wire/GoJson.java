// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;

/** Single values in the form Go's {@code encoding/json} gives them, for texts made by hand. */
public final class GoJson {

  private GoJson() {}

  /** A text in quotes, with Go's escapes. */
  public static String quote(String text) {
    return new String(new GoWriter().text(text).toBytes(), StandardCharsets.UTF_8);
  }

  /** A moment in RFC 3339 with the fraction digits it needs, without quotes. */
  public static String time(Instant moment, ZoneId zone) {
    return GoWriter.time(moment, zone);
  }

  /** Whether this is Go's zero time, which stands for no time at all. */
  public static boolean isZeroTime(Instant moment) {
    return moment.equals(GoWriter.zeroTime());
  }
}
