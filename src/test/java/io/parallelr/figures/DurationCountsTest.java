package io.parallelr.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationCountsTest {
  private static final double THOUSANDTH = 0.001;

  @ParameterizedTest
  @ValueSource(longs = {3, 2_000, 100_000, 90_000_000, 4_000_000_000_000L})
  void percentilesAreThoseOfTheSortedDurations(long most) {
    var random = new Random(most);
    for (int size = 1; size < 300; size += 7) {
      var counts = new DurationCounts();
      var all = random.longs(size, 0, most).sorted().toArray();

      Arrays.stream(all).forEach(millis -> counts.add(Duration.ofMillis(millis)));

      for (int percent = 0; percent <= 100; percent++) {
        long exact = all[Math.max(1, (int) Math.ceil(percent / 100.0 * size)) - 1];
        assertThat((double) counts.percentile(percent))
            .isCloseTo((double) exact, within(exact < 2048 ? 0.0 : exact * THOUSANDTH));
      }
      assertThat(counts.size()).isEqualTo(size);
      assertThat(counts.total()).isEqualTo(Duration.ofMillis(Arrays.stream(all).sum()));
      assertThat(counts.shortest()).isEqualTo(all[0]);
      assertThat(counts.longest()).isEqualTo(all[size - 1]);
    }
  }

  @Test
  void twoAddedUpAreAsOne() {
    var random = new Random(1);
    var one = new DurationCounts();
    var first = new DurationCounts();
    var second = new DurationCounts();
    random.longs(500, 0, 50_000).forEach(millis -> {
      one.add(Duration.ofMillis(millis));
      (millis % 3 == 0 ? first : second).add(Duration.ofMillis(millis));
    });

    first.addAll(second);

    assertThat(first.size()).isEqualTo(one.size());
    assertThat(first.total()).isEqualTo(one.total());
    for (int percent = 0; percent <= 100; percent++) {
      assertThat(first.percentile(percent)).isEqualTo(one.percentile(percent));
    }
  }

  @Test
  void anEmptyOneHasNothing() {
    assertThat(new DurationCounts().percentile(50)).isZero();
    assertThat(new DurationCounts().shortest()).isZero();
    assertThat(DurationBins.of(new DurationCounts(), new DurationCounts(), new DurationCounts()))
        .isEmpty();
  }

  @Test
  void binsHoldEachDurationOnceWhereItBelongs() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      long shortest = random.nextLong(500);
      long longest = shortest + random.nextLong(seed % 2 == 0 ? 40 : 2000 - shortest) + 1;
      var good = random.longs(1 + random.nextInt(200), shortest, longest).toArray();
      var bad = random.longs(random.nextInt(20), shortest, longest).toArray();

      var bins = DurationBins.of(counts(good), counts(bad), new DurationCounts());

      assertThat(bins).hasSizeBetween(1, 45);
      for (int i = 0; i < bins.size(); i++) {
        var bin = bins.get(i);
        assertThat(bin.succeeded()).isEqualTo(inBin(good, bin));
        assertThat(bin.failed()).isEqualTo(inBin(bad, bin));
        assertThat(bin.from()).isLessThan(bin.to());
        if (i > 0) {
          assertThat(bin.from()).isEqualTo(bins.get(i - 1).to());
        }
      }
      assertThat(bins.stream().mapToLong(Bin::succeeded).sum()).isEqualTo(good.length);
      assertThat(bins.stream().mapToLong(Bin::failed).sum()).isEqualTo(bad.length);
    }
  }

  @Test
  void binsOfVeryDifferentDurationsGrow() {
    var bins = DurationBins.of(counts(new long[]{0, 3, 700, 80_000, 9_000_000}), counts(
        new long[]{}), new DurationCounts());

    assertThat(bins).hasSizeLessThan(30);
    assertThat(bins.getFirst()).isEqualTo(new Bin(0, 1, 1, 0, 0));
    assertThat(bins.getLast()).isEqualTo(new Bin(5_000_000, 10_000_000, 1, 0, 0));
  }

  private static DurationCounts counts(long[] durations) {
    var counts = new DurationCounts();
    Arrays.stream(durations).forEach(millis -> counts.add(Duration.ofMillis(millis)));
    return counts;
  }

  private static long inBin(long[] durations, Bin bin) {
    return Arrays.stream(durations).filter(d -> d >= bin.from() && d < bin.to()).count();
  }
}
