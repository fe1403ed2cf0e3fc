package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.job.Retention.Expired;
import io.parallelr.job.Retention.Kept;
import io.parallelr.job.Retention.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void keepsEverythingByDefault() {
    var retention = new Retention(Retention.ALL, Retention.FOR_EVER);

    assertThat(retention.expired(List.of(ended("a", 10_000), ended("b", 1)), NOW)).isEmpty();
  }

  @Test
  void keepsTheNewest() {
    var retention = new Retention(2, Retention.FOR_EVER);

    assertThat(retention.expired(List.of(ended("a", 4), ended("b", 2), ended("c", 3)), NOW))
        .containsExactly(new Expired("a", Why.COUNT));
  }

  @Test
  void ofTwoFromTheSameTimeTheLaterInTheListIsTheNewer() {
    var retention = new Retention(1, Retention.FOR_EVER);

    assertThat(retention.expired(List.of(ended("a", 4), ended("b", 4)), NOW))
        .containsExactly(new Expired("a", Why.COUNT));
  }

  @Test
  void deletesWhatIsTooOld() {
    var retention = new Retention(Retention.ALL, HOUR);

    assertThat(retention.expired(List.of(ended("a", 61), ended("b", 60)), NOW))
        .containsExactly(new Expired("a", Why.PERIOD));
  }

  @Test
  void liveJobsCountAndStay() {
    var retention = new Retention(1, HOUR);
    var live = new Kept("live", NOW.minus(Duration.ofDays(1)), false);

    assertThat(retention.expired(List.of(live, new Kept("new", NOW, false), ended("b", 1)), NOW))
        .containsExactly(new Expired("b", Why.COUNT));
  }

  private static Kept ended(String job, int minutes) {
    return new Kept(job, NOW.minus(Duration.ofMinutes(minutes)), true);
  }
}
