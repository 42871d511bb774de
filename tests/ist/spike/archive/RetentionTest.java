// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.archive.Retention.Candidate;
import ist.spike.archive.Retention.Verdict;
import ist.spike.store.StoreId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RetentionTest {

  private static final StoreId STORE = StoreId.of(new byte[16]);
  private static final Instant START = Instant.parse("2026-01-01T02:15:00Z");

  private final List<Candidate> known = new ArrayList<>();

  @Test
  void plan_threeYearsOfDailyRuns_keeps35To38() {
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int day = 0; day < 3 * 365; day++) {
      Instant now = START.plus(Duration.ofDays(day));
      run(now, false);
      if (day > 400) {
        least = Math.min(least, kept());
        most = Math.max(most, kept());
      }
    }
    assertThat(least).as("fewest kept").isBetween(35, 38);
    assertThat(most).as("most kept").isBetween(35, 38);
  }

  @Test
  void plan_afterTwoYears_keepsWhatTheSlotsSay() {
    // Given
    days(0, 730);

    // Then
    LocalDate newest = LocalDate.ofInstant(START, ZoneOffset.UTC).plusDays(729);
    List<LocalDate> left = known.stream().filter(each -> !each.pruned())
        .map(each -> LocalDate.ofInstant(each.id().time(), ZoneOffset.UTC)).toList();
    assertThat(left).allMatch(day -> day.isAfter(newest.minusDays(14))
        || (day.getDayOfWeek().getValue() == 1 && day.isAfter(newest.minusWeeks(13)))
        || (day.getDayOfMonth() == 1 && !day.isBefore(newest.withDayOfMonth(1).minusMonths(12))));
    assertThat(left).contains(newest, newest.minusDays(13)).doesNotHaveDuplicates();
    assertThat(left.stream().filter(day -> day.getDayOfMonth() == 1)).hasSize(13);
  }

  @Test
  void plan_eachRemoval_isExplained() {
    days(0, 20);
    List<Verdict> verdicts = plan(at(20), false);
    assertThat(verdicts).extracting(Verdict::reason).contains(
        "first of 2026-01, kept for a year", "first of week 2 of 2026, kept for 13 weeks",
        "newest of 2026-01-20, kept for 14 days");
  }

  @Test
  void plan_outageOfAYear_removesNothing() {
    // Given
    days(0, 500);
    int before = kept();

    // When
    days(865, 900);

    // Then
    assertThat(known.stream().filter(each -> each.id().time().isBefore(at(500)))
        .filter(each -> !each.pruned())).hasSize(before);
    assertThat(plan(at(900), false)).filteredOn(each -> each.slot() == Slot.NONE)
        .isNotEmpty().allMatch(Verdict::kept).extracting(Verdict::reason)
        .containsOnly("before a gap of 366 days: the clock may have jumped;"
            + " --clock-is-right goes on");
  }

  @Test
  void plan_outageOfAYearAndClockIsRight_goesOn() {
    days(0, 500);
    days(865, 900);
    run(at(900), true);
    assertThat(kept()).isLessThan(40);
  }

  @Test
  void plan_clockTenYearsAheadForAMonthAndBack_removesNothingOfBefore() {
    // Given
    days(0, 100);
    List<Candidate> before = left();

    // When
    days(3_650, 3_680);

    // Then
    assertThat(left()).containsAll(before);

    // When the clock is back
    run(at(101), false);
    assertThat(left()).containsAll(before);
    run(at(102), true);
    assertThat(left()).filteredOn(each -> each.id().time().isBefore(at(103)))
        .hasSizeGreaterThan(20);
    assertThat(plan(at(102), true)).filteredOn(each -> each.id().time().isAfter(at(200)))
        .isNotEmpty().allMatch(Verdict::kept);
  }

  @Test
  void plan_clockTenYearsBack_removesNothing() {
    days(0, 100);
    List<Candidate> before = left();
    for (int day = 0; day < 30; day++) {
      run(at(day - 3_650), false);
    }
    assertThat(left()).containsAll(before);
    assertThat(plan(at(-3_600), false)).extracting(Verdict::reason)
        .containsOnly("the clock says 2016-02-23T02:15:00Z, before the newest verified backup;"
            + " --clock-is-right goes on");
  }

  @Test
  void plan_newestThreeVerified_stayWhateverTheSlotsSay() {
    for (int minute = 0; minute < 5; minute++) {
      add(at(0).plusSeconds(minute * 60L));
    }
    assertThat(plan(at(0).plusSeconds(900), false)).extracting(Verdict::reason).containsExactly(
        "first of 2026-01, kept for a year", "in no slot any more",
        "one of the newest 3 verified", "one of the newest 3 verified",
        "newest of 2026-01-01, kept for 14 days");
  }

  @Test
  void plan_unverifiedAndDamaged_stayAndFillNoSlot() {
    add(at(0));
    known.add(new Candidate(id(at(1)), false, false, false));
    known.add(new Candidate(id(at(2)), true, true, false));
    for (int day = 32; day < 60; day++) {
      add(at(day));
    }
    List<Verdict> verdicts = plan(at(60), false);
    assertThat(verdicts.get(1)).isEqualTo(
        new Verdict(id(at(1)), Slot.NONE, true, "not verified yet"));
    assertThat(verdicts.get(2).reason())
        .isEqualTo("its last verification failed; look at it, and remove it by hand");
    assertThat(verdicts.get(2).slot()).isEqualTo(Slot.NONE);
  }

  @Test
  void plan_nothingVerified_removesNothing() {
    for (int day = 0; day < 100; day++) {
      known.add(new Candidate(id(at(day)), false, false, false));
    }
    assertThat(plan(at(100), true)).hasSize(100).allMatch(Verdict::kept);
  }

  /** Whatever the history, the newest three verified ones survive and a second plan removes no more. */
  @Test
  void plan_anyHistory_keepsTheFloorAndIsStable() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      known.clear();
      Instant time = START;
      int count = random.nextInt(60);
      for (int i = 0; i < count; i++) {
        time = time.plus(Duration.ofHours(1 + random.nextInt(24 * (1 + random.nextInt(60)))));
        known.add(new Candidate(id(time), random.nextInt(4) > 0, random.nextInt(10) == 0, false));
      }
      Instant now = time.plus(Duration.ofDays(random.nextInt(800)));
      boolean clockIsRight = random.nextBoolean();
      List<Candidate> verified = known.stream().filter(Candidate::counts).toList();
      prune(now, clockIsRight);
      assertThat(left()).as("round %d", round)
          .containsAll(verified.subList(Math.max(0, verified.size() - 3), verified.size()));
      assertThat(plan(now, clockIsRight)).as("round %d", round).allMatch(Verdict::kept);
    }
  }

  private void days(int from, int to) {
    for (int day = from; day < to; day++) {
      add(at(day));
      prune(at(day).plusSeconds(60), false);
    }
  }

  private void run(Instant now, boolean clockIsRight) {
    if (known.stream().noneMatch(each -> each.id().time().equals(now))) {
      add(now);
    }
    prune(now.plusSeconds(60), clockIsRight);
  }

  private void prune(Instant now, boolean clockIsRight) {
    for (Verdict verdict : plan(now, clockIsRight)) {
      if (!verdict.kept()) {
        known.replaceAll(each -> each.id().equals(verdict.id())
            ? new Candidate(each.id(), each.verified(), each.damaged(), true)
            : each);
      }
    }
    known.removeIf(each -> each.pruned()
        && each.id().time().isBefore(now.minus(Catalogue.MEMORY)));
  }

  private void add(Instant time) {
    known.add(new Candidate(id(time), true, false, false));
  }

  private List<Verdict> plan(Instant now, boolean clockIsRight) {
    return Retention.plan(known, now, clockIsRight);
  }

  private List<Candidate> left() {
    return known.stream().filter(each -> !each.pruned()).toList();
  }

  private int kept() {
    return left().size();
  }

  private static Instant at(int day) {
    return START.plus(Duration.ofDays(day));
  }

  private static BackupId id(Instant time) {
    return BackupId.of(STORE, time, 1);
  }
}
