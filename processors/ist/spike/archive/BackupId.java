// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.store.StoreId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a backup: which store, when, as of which change. Its file is called the same with
 * {@value #SUFFIX} at the end.
 *
 * @param text {@code spike-<store>-<time>-<change>}
 */
public record BackupId(String text) implements Comparable<BackupId> {

  /** End of a finished backup's file name. */
  public static final String SUFFIX = ".age";

  /** End of the name of a file that does not count. */
  public static final String PARTIAL = ".partial";

  private static final Pattern FORM =
      Pattern.compile("spike-([0-9a-f]{8})-([0-9]{8}T[0-9]{6}Z)-(0|[1-9][0-9]{0,17})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int STORE_DIGITS = 8;
  private static final int STORE_GROUP = 1;
  private static final int TIME_GROUP = 2;
  private static final int CHANGE_GROUP = 3;

  /** Refuses any other form, {@code BAD_REQUEST}. */
  public BackupId {
    matched(text);
  }

  /** The name of the backup of this commit, taken at this time. */
  public static BackupId of(StoreId store, Instant time, long change) {
    return new BackupId("spike-" + store.hex().substring(0, STORE_DIGITS) + "-"
        + TIME.format(time.truncatedTo(ChronoUnit.SECONDS)) + "-" + change);
  }

  /** Whether a file of this name is a finished backup of this store. */
  public static boolean isFileOf(StoreId store, String name) {
    return name.endsWith(SUFFIX)
        && FORM.matcher(name.substring(0, name.length() - SUFFIX.length())).matches()
        && name.startsWith("spike-" + store.hex().substring(0, STORE_DIGITS) + "-");
  }

  /** The backup with a file of this name. */
  public static BackupId ofFile(String name) {
    return new BackupId(name.endsWith(SUFFIX)
        ? name.substring(0, name.length() - SUFFIX.length())
        : name);
  }

  /** The name of the file. */
  public String fileName() {
    return text + SUFFIX;
  }

  /** When the snapshot was taken, in whole seconds. */
  public Instant time() {
    return TIME.parse(matched(text).group(TIME_GROUP), Instant::from);
  }

  /** The change number of the snapshot. */
  public long change() {
    return Long.parseLong(matched(text).group(CHANGE_GROUP));
  }

  /** The first digits of the store's id. */
  public String store() {
    return matched(text).group(STORE_GROUP);
  }

  /** Oldest first. */
  @Override
  public int compareTo(BackupId other) {
    int byTime = time().compareTo(other.time());
    return byTime != 0 ? byTime : text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  private static Matcher matched(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "'" + text
          + "' is no name of a backup; one reads spike-<8 digits>-<yyyyMMddTHHmmssZ>-<number>");
    }
    return matcher;
  }
}
