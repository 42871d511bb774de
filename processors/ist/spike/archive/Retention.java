// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which backups of one destination are kept, and why: the newest of each day for 14 days, the first of
 * each week for 13 weeks, the first of each month until that month is a year past, counted back from the newest verified
 * backup and not from today, so that an outage removes nothing. Only verified backups fill slots; the
 * newest three are never removed, nor is anything that was not verified.
 *
 * <p>A clock that is wrong must not cost a backup. Before the newest verified backup nothing is removed.
 * Whatever lies on the far side of a gap of more than 40 days is left alone: the clock may have jumped.
 */
public final class Retention {

  static final int DAYS = 14;
  static final int WEEKS = 13;
  static final int MONTHS = 12;
  static final int FLOOR = 3;
  static final Duration LONGEST_GAP = Duration.ofDays(40);

  private final List<Candidate> known;
  private final Instant now;
  private final boolean clockIsRight;
  private final List<BackupId> verified;

  private Retention(List<Candidate> known, Instant now, boolean clockIsRight) {
    this.known = known.stream().sorted(Comparator.comparing(Candidate::id)).toList();
    this.now = now;
    this.clockIsRight = clockIsRight;
    this.verified = this.known.stream().filter(Candidate::counts).map(Candidate::id)
        .filter(id -> !clockIsRight || !id.time().isAfter(now)).toList();
  }

  /**
   * A backup as retention sees it.
   *
   * @param verified whether it was verified at any time
   * @param damaged whether the last verification failed
   * @param pruned whether it is gone
   */
  public record Candidate(BackupId id, boolean verified, boolean damaged, boolean pruned) {

    boolean counts() {
      return verified && !damaged && !pruned;
    }
  }

  /**
   * What happens to a backup.
   *
   * @param slot the longest slot it fills
   * @param kept whether it stays
   * @param reason why, for people
   */
  public record Verdict(BackupId id, Slot slot, boolean kept, String reason) {}

  /**
   * Judges every backup that is there.
   *
   * @param known all backups of the last 400 days, also those that are gone: they show gaps
   * @param clockIsRight whether somebody has looked at the clock
   */
  public static List<Verdict> plan(List<Candidate> known, Instant now, boolean clockIsRight) {
    return new Retention(known, now, clockIsRight).plan();
  }

  /** The slots of all backups, judged by what counts in any destination. */
  public static Map<BackupId, Slot> slots(Catalogue catalogue) {
    List<Candidate> all = catalogue.entries().stream()
        .map(entry -> new Candidate(entry.id(), entry.counts(), false, !entry.counts())).toList();
    return new Retention(all, Instant.MAX, true).slots();
  }

  /** When the slot of this backup ends at the earliest, as long as there are newer ones. */
  public static Instant endOf(Slot slot, BackupId id) {
    LocalDate day = date(id);
    LocalDate end = switch (slot) {
      case DAILY -> day.plusDays(DAYS);
      case WEEKLY -> day.plusWeeks(WEEKS);
      case MONTHLY -> day.withDayOfMonth(1).plusMonths(MONTHS + 1);
      case NONE -> day;
    };
    return end.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Until when nobody should be able to delete what fills a slot longer than a day's. */
  public static Optional<Instant> lockedUntil(Verdict verdict) {
    return verdict.slot() == Slot.WEEKLY || verdict.slot() == Slot.MONTHLY
        ? Optional.of(endOf(verdict.slot(), verdict.id()))
        : Optional.empty();
  }

  private List<Verdict> plan() {
    Map<BackupId, Slot> slots = slots();
    Optional<String> halt = halt();
    List<Verdict> verdicts = new ArrayList<>();
    for (Candidate candidate : known) {
      if (!candidate.pruned()) {
        Slot slot = slots.getOrDefault(candidate.id(), Slot.NONE);
        verdicts.add(halt.map(reason -> new Verdict(candidate.id(), slot, true, reason))
            .orElseGet(() -> judge(candidate, slot)));
      }
    }
    return verdicts;
  }

  /** Why nothing at all is removed, if so. */
  private Optional<String> halt() {
    if (verified.isEmpty()) {
      return Optional.of("no backup is verified");
    }
    Instant newest = verified.getLast().time();
    return !clockIsRight && now.isBefore(newest)
        ? Optional.of("the clock says " + now.truncatedTo(ChronoUnit.SECONDS)
            + ", before the newest verified backup; --clock-is-right goes on")
        : Optional.empty();
  }

  private Verdict judge(Candidate candidate, Slot slot) {
    BackupId id = candidate.id();
    String reason = "";
    if (candidate.damaged()) {
      reason = "its last verification failed; look at it, and remove it by hand";
    } else if (!candidate.verified()) {
      reason = "not verified yet";
    } else if (id.time().isAfter(now)) {
      reason = "of a time that is yet to come; remove it by hand when its clock was wrong";
    } else if (slot != Slot.NONE) {
      reason = because(slot, id);
    } else if (verified.indexOf(id) >= verified.size() - FLOOR) {
      reason = "one of the newest " + FLOOR + " verified";
    } else if (!clockIsRight) {
      reason = gapAfter(id).map(days -> "before a gap of " + days
          + " days: the clock may have jumped; --clock-is-right goes on").orElse("");
    }
    return new Verdict(id, slot, !reason.isEmpty(),
        reason.isEmpty() ? "in no slot any more" : reason);
  }

  private static String because(Slot slot, BackupId id) {
    LocalDate day = date(id);
    return switch (slot) {
      case DAILY -> "newest of " + day + ", kept for " + DAYS + " days";
      case WEEKLY -> "first of week " + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) + " of "
          + day.get(IsoFields.WEEK_BASED_YEAR) + ", kept for " + WEEKS + " weeks";
      case MONTHLY -> "first of " + YearMonth.from(day) + ", kept for a year";
      case NONE -> "";
    };
  }

  /** The slots of all backups that count; later puts win, so the longest slot goes last. */
  private Map<BackupId, Slot> slots() {
    Map<BackupId, Slot> slots = new HashMap<>();
    if (verified.isEmpty()) {
      return slots;
    }
    LocalDate newest = date(verified.getLast());
    Map<LocalDate, BackupId> days = new HashMap<>();
    Map<LocalDate, BackupId> weeks = new HashMap<>();
    Map<YearMonth, BackupId> months = new HashMap<>();
    for (BackupId id : verified) {
      LocalDate day = date(id);
      days.put(day, id);
      weeks.putIfAbsent(day.minusDays(day.getDayOfWeek().getValue() - 1L), id);
      months.putIfAbsent(YearMonth.from(day), id);
    }
    put(slots, days.values(), Slot.DAILY, newest.minusDays(DAYS));
    put(slots, weeks.values(), Slot.WEEKLY, newest.minusWeeks(WEEKS));
    put(slots, months.values(), Slot.MONTHLY,
        newest.withDayOfMonth(1).minusMonths(MONTHS).minusDays(1));
    return slots;
  }

  private static void put(Map<BackupId, Slot> slots, Iterable<BackupId> ids, Slot slot,
      LocalDate after) {
    for (BackupId id : ids) {
      if (date(id).isAfter(after)) {
        slots.put(id, slot);
      }
    }
  }

  /** The days of the newest gap that is too long, when this backup lies before it. */
  private Optional<Long> gapAfter(BackupId id) {
    for (int i = known.size() - 1; i > 0; i--) {
      Instant later = known.get(i).id().time();
      Instant earlier = known.get(i - 1).id().time();
      Duration gap = Duration.between(earlier, later);
      if (gap.compareTo(LONGEST_GAP) > 0) {
        return id.time().isAfter(earlier) ? Optional.empty() : Optional.of(gap.toDays());
      }
    }
    return Optional.empty();
  }

  private static LocalDate date(BackupId id) {
    return LocalDate.ofInstant(id.time(), ZoneOffset.UTC);
  }
}
