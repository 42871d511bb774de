// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.wire.SpikeException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScheduleTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "15 2 * * *     | 2026-01-01T00:00:00Z | UTC           | 2026-01-01T02:15:00Z",
      "15 2 * * *     | 2026-01-01T02:15:00Z | UTC           | 2026-01-02T02:15:00Z",
      "15 2 * * *     | 2026-01-01T02:14:59Z | UTC           | 2026-01-01T02:15:00Z",
      "*/20 * * * *   | 2026-01-01T00:20:01Z | UTC           | 2026-01-01T00:40:00Z",
      "0 0 1 * *      | 2026-01-01T00:00:00Z | UTC           | 2026-02-01T00:00:00Z",
      "0 12 * * 0     | 2026-01-01T00:00:00Z | UTC           | 2026-01-04T12:00:00Z",
      "0 12 * * 7     | 2026-01-01T00:00:00Z | UTC           | 2026-01-04T12:00:00Z",
      "0 12 * * 1-5   | 2026-01-02T12:00:00Z | UTC           | 2026-01-05T12:00:00Z",
      "0 0 13 * 5     | 2026-01-01T00:00:00Z | UTC           | 2026-01-02T00:00:00Z",
      "0 0 29 2 *     | 2026-01-01T00:00:00Z | UTC           | 2028-02-29T00:00:00Z",
      "30 1,13 * * *  | 2026-01-01T02:00:00Z | UTC           | 2026-01-01T13:30:00Z",
      "30 5/6 * * *   | 2026-01-01T06:00:00Z | UTC           | 2026-01-01T11:30:00Z",
      "15 2 * * *     | 2026-03-29T00:30:00Z | Europe/Berlin | 2026-03-29T01:15:00Z",
      "15 2 * * *     | 2026-10-24T12:00:00Z | Europe/Berlin | 2026-10-25T00:15:00Z",
      "15 2 * * *     | 2026-10-25T00:15:00Z | Europe/Berlin | 2026-10-26T01:15:00Z"})
  void next_isTheFirstTimeAfter(String schedule, Instant after, String zone, Instant expected) {
    assertThat(Schedule.parse(schedule).next(after, ZoneId.of(zone))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "''          | the schedule '' has 1 fields, not the 5 of cron",
      "* * * *     | the schedule '* * * *' has 4 fields, not the 5 of cron",
      "60 * * * *  | the schedule '60 * * * *' cannot be read: '60' is not from 0 to 59",
      "* 24 * * *  | the schedule '* 24 * * *' cannot be read: '24' is not from 0 to 23",
      "* * 0 * *   | the schedule '* * 0 * *' cannot be read: '0' is not from 1 to 31",
      "5-1 * * * * | the schedule '5-1 * * * *' cannot be read: '1' is not from 5 to 59",
      "*/0 * * * * | the schedule '*/0 * * * *' cannot be read: '0' is not from 1 to 59",
      "a * * * *   | the schedule 'a * * * *' cannot be read: 'a' is not from 0 to 59",
      "1, * * * *  | the schedule '1, * * * *' cannot be read: '' is not from 0 to 59",
      "0 0 31 2 *  | the schedule '0 0 31 2 *' cannot be read: it never comes"})
  void parse_whatIsNoSchedule_isRefused(String schedule, String sentence) {
    assertThatExceptionOfType(SpikeException.class).isThrownBy(() -> Schedule.parse(schedule))
        .withMessage(sentence);
  }
}
