package io.parallelr.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.parallelr.task.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {
  private static final Instant ORIGIN = Instant.parse("2026-01-31T22:00:00Z");

  /// What a run of any length and any number of slots adds up to is the same as if each millisecond
  /// were counted.
  @ParameterizedTest
  @CsvSource({"1, 1, 900", "2, 5, 3000", "3, 40, 100000", "4, 300, 700000", "5, 1000, 20000"})
  void theGridAddsUpToTheSameAsTheAttempts(long seed, int slots, int longest) {
    var random = new Random(seed);
    var timeline = new Timeline(ORIGIN);
    var all = new ArrayList<Attempt>();
    for (int i = 0; i < 400; i++) {
      all.add(
          attempt(
              1 + random.nextInt(slots),
              random.nextInt(longest),
              random.nextInt(longest / 3 + 1),
              random.nextInt(4) == 0));
    }

    all.forEach(timeline::add);

    assertThat(timeline.columns()).isLessThanOrEqualTo(1024);
    assertThat(timeline.rows()).isLessThanOrEqualTo(128);
    assertThat(timeline.slots()).isEqualTo(all.stream().mapToInt(Attempt::slot).max().orElse(0));
    long width = timeline.columnWidth().toMillis();
    for (int row = 0; row < timeline.rows(); row++) {
      for (int column = 0; column < timeline.columns(); column++) {
        int at = row;
        long from = column * width;
        var ofRow = all.stream()
            .filter(a -> (a.slot() - 1) / timeline.slotsOfRow() == at)
            .toList();
        long busy = ofRow.stream().mapToLong(a -> overlap(a, from, from + width)).sum();
        long failed = ofRow.stream()
            .filter(Attempt::isFailure)
            .filter(a -> end(a) >= from && end(a) < from + width)
            .count();
        assertThat(timeline.busy(row, column)).isCloseTo(
            Math.min(1.0, (double) busy / width / timeline.slotsOfRow()), within(1e-9));
        assertThat(timeline.failed(row, column)).isEqualTo(failed);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 900, 7", "2, 100000, 24", "3, 5000000, 150"})
  void partsOfTheTimeAddUpToTheWhole(long seed, int longest, int most) {
    var random = new Random(seed);
    var timeline = new Timeline(ORIGIN);
    var all = new ArrayList<Attempt>();
    for (int i = 0; i < 300; i++) {
      all.add(attempt(1 + i % 8, random.nextInt(longest), random.nextInt(longest / 5), i % 7 == 0));
    }
    all.forEach(timeline::add);

    var spans = timeline.spans(most);

    assertThat(spans).hasSizeBetween(1, most);
    assertThat(spans.stream().mapToLong(Timeline.Span::ended).sum()).isEqualTo(300);
    assertThat(spans.stream().mapToLong(Timeline.Span::failed).sum()).isEqualTo(43);
    var length = spans.getFirst().length();
    for (int i = 0; i < spans.size(); i++) {
      var span = spans.get(i);
      assertThat(span.start()).isEqualTo(length.multipliedBy(i));
      long from = span.start().toMillis();
      long to = from + length.toMillis();
      assertThat(span.running()).isCloseTo(
          all.stream().mapToLong(a -> overlap(a, from, to)).sum() / (double) (to - from),
          within(1e-9));
      assertThat(span.memoryMb()).isCloseTo(
          all.stream().mapToDouble(a -> overlap(a, from, to) * memory(a)).sum() / (to - from),
          within(1e-6));
      assertThat(span.largestMb()).isEqualTo(
          all.stream()
              .filter(a -> start(a) < to && end(a) >= from)
              .mapToDouble(TimelineTest::memory)
              .max()
              .orElse(0));
    }
  }

  @Test
  void attemptsAreKeptWhileTheyAreFew() {
    var timeline = new Timeline(ORIGIN);
    for (int i = 0; i < 2000; i++) {
      timeline.add(attempt(1, i, 1, false));
    }
    assertThat(timeline.attempts().orElse(List.of())).hasSize(2000);

    timeline.add(attempt(1, 2000, 1, false));

    assertThat(timeline.attempts()).isEmpty();
  }

  @Test
  void aClockThatWasSetBackSpoilsNothing() {
    var timeline = new Timeline(ORIGIN);

    timeline.add(attempt(1, -5000, 100, false));

    assertThat(timeline.length()).isEqualTo(Duration.ofMillis(100));
    assertThat(timeline.spans(10).stream().mapToLong(Timeline.Span::ended).sum()).isEqualTo(1);
  }

  @Test
  void ofATaskThatWasTakenOverCountsWhatItRanSinceTheOrigin() {
    var timeline = new Timeline(ORIGIN);

    timeline.add(attempt(1, -5000, 7000, false));

    assertThat(timeline.length()).isEqualTo(Duration.ofSeconds(2));
    assertThat(timeline.used()).isEqualTo(Duration.ofSeconds(2));
  }

  private static Attempt attempt(int slot, long start, long took, boolean isFailure) {
    return new Attempt(
        "t",
        List.of(),
        1,
        1,
        slot,
        Optional.of(isFailure ? Status.FAILED : Status.SUCCESS),
        isFailure,
        Optional.of(ORIGIN.plusMillis(start)),
        Duration.ofMillis(took),
        Duration.ZERO,
        Optional.of((double) (start % 50)),
        Optional.empty());
  }

  private static long start(Attempt attempt) {
    return Duration.between(ORIGIN, attempt.started().orElseThrow()).toMillis();
  }

  private static long end(Attempt attempt) {
    return start(attempt) + attempt.took().toMillis();
  }

  private static long overlap(Attempt attempt, long from, long to) {
    return Math.max(0, Math.min(to, end(attempt)) - Math.max(from, start(attempt)));
  }

  private static double memory(Attempt attempt) {
    return attempt.memoryMb().orElse(0.0);
  }
}
