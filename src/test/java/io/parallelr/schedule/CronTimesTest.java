package io.parallelr.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CronTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<String> times(String expression, String after, int count) {
    var cron = CronTimes.of(expression, BERLIN);
    var times = new ArrayList<String>();
    var at = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      at = cron.next(at).orElseThrow();
      times.add(at.toString());
    }
    return times;
  }

  @Test
  void anHourThatTheClockShowsTwiceCountsOnceIfItIsNamed() {
    assertThat(times("30 2 * * *", "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    assertThat(times("30 1-3 * * *", "2026-10-24T22:00:00Z", 4)).containsExactly(
        "2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z",
        "2026-10-26T00:30:00Z");
  }

  @Test
  void everyHourIsEveryHour() {
    assertThat(times("30 * * * *", "2026-10-25T00:00:00Z", 3)).containsExactly(
        "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z");
  }

  @Test
  void objectionsAreSaid() {
    assertThat(CronTimes.objection(" ")).contains("it has 0 fields, not 5");
    assertThat(CronTimes.objection("@daily")).contains("words such as @daily are not supported");
    assertThat(CronTimes.objection("30 2 * *")).contains("it has 4 fields, not 5");
    assertThat(CronTimes.objection("0 0 30 2 *")).contains("there is no such day");
    assertThat(CronTimes.objection("0 3 * * mon-fri")).isEmpty();
  }
}
