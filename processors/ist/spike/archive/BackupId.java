// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.store.StoreId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a backup, {@code spike-<store>-<time>-<change>}: which store, when, as of which change. Its file is
 * called the same with {@value #SUFFIX} at the end.
 */
public final class BackupId implements Comparable<BackupId> {

  /** End of a finished backup's file name. */
  public static final String SUFFIX = ".age";

  /** End of the name of a file that does not count. */
  public static final String PARTIAL = ".partial";

  private static final Pattern FORM =
      Pattern.compile("spike-([0-9a-f]{8})-([0-9]{8}T[0-9]{6}Z)-(0|[1-9][0-9]{0,17})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT).withZone(ZoneOffset.UTC);
  private static final int STORE_DIGITS = 8;
  private static final int PREFIX_LENGTH = "spike-".length() + STORE_DIGITS;
  /** Longer than any upload takes that is still under way. */
  private static final Duration LONGEST_UPLOAD = Duration.ofDays(7);
  private static final int TIME_GROUP = 2;
  private static final int CHANGE_GROUP = 3;

  private final String text;
  private final Instant time;
  private final long change;

  private BackupId(String text, Instant time, long change) {
    this.text = text;
    this.time = time;
    this.change = change;
  }

  /** Reads a name; any other form is {@code BAD_REQUEST}. */
  public static BackupId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    try {
      if (matcher.matches()) {
        return new BackupId(text, TIME.parse(matcher.group(TIME_GROUP), Instant::from),
            Long.parseLong(matcher.group(CHANGE_GROUP)));
      }
    } catch (DateTimeException e) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, sentence(text), e);
    }
    throw new SpikeException(ErrorCode.BAD_REQUEST, sentence(text));
  }

  /** The name of the backup of this commit, taken at this time. */
  public static BackupId of(StoreId store, Instant time, long change) {
    return parse(prefix(store) + TIME.format(time) + "-" + change);
  }

  /** The backup with a file of this name, when it is a finished one of this store. */
  public static Optional<BackupId> ofFile(StoreId store, String name) {
    if (!name.endsWith(SUFFIX) || !name.startsWith(prefix(store))) {
      return Optional.empty();
    }
    return ofFile(name);
  }

  /** The backup that a file of this name would be, of any store; empty when it is called otherwise. */
  public static Optional<BackupId> ofFile(String name) {
    String text =
        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : "";
    try {
      return Optional.of(parse(text));
    } catch (SpikeException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a file of this name was left by an upload that was cut off, seen by whoever is about to upload this
   * backup: any of the same store, and one of another store that is too old for its upload to be under way.
   */
  public boolean supersedes(String name) {
    String end = SUFFIX + PARTIAL;
    if (!name.endsWith(end)) {
      return false;
    }
    return ofFile(name.substring(0, name.length() - PARTIAL.length())).filter(this::supersedes)
        .isPresent();
  }

  /** The same of an upload whose backup is known. */
  public boolean supersedes(BackupId left) {
    return left.text.startsWith(text.substring(0, PREFIX_LENGTH))
        || left.time.isBefore(time.minus(LONGEST_UPLOAD));
  }

  /** The name itself. */
  public String text() {
    return text;
  }

  /** The name of the file. */
  public String fileName() {
    return text + SUFFIX;
  }

  /** When the snapshot was taken, in whole seconds. */
  public Instant time() {
    return time;
  }

  /** The change number of the snapshot. */
  public long change() {
    return change;
  }

  /** Oldest first. */
  @Override
  public int compareTo(BackupId other) {
    int byTime = time.compareTo(other.time);
    return byTime != 0 ? byTime : text.compareTo(other.text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BackupId id && id.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static String prefix(StoreId store) {
    return "spike-" + store.hex().substring(0, STORE_DIGITS) + "-";
  }

  private static String sentence(String text) {
    return "'" + text + "' is no name of a backup; one reads"
        + " spike-<8 digits>-<yyyyMMddTHHmmssZ>-<number>";
  }
}
