package io.parallelr.figures;

import java.time.Duration;
import java.util.Arrays;

/// Counts durations, however many there are. Their sum is exact; each of them is counted to the
/// millisecond below two seconds, and to within a thousandth above. For one thread.
final class DurationCounts {
  private static final int EXACT = 1 << 11; // so many milliseconds have a count of their own
  private static final int HALF = EXACT / 2; // places for each further doubling

  private static final long HALF_MILLI = 500_000; // nanoseconds

  private long[] counts = new long[EXACT];
  private long size;
  private Duration total = Duration.ZERO;
  private long shortest = Long.MAX_VALUE;
  private long longest;

  /// What is done with durations that are counted together.
  @FunctionalInterface
  interface Each {
    void take(long millis, long count);
  }

  void add(Duration duration) {
    long millis = duration.plusNanos(HALF_MILLI).toMillis();
    int place = place(millis);
    if (place >= counts.length) {
      counts = Arrays.copyOf(counts, place + HALF);
    }
    counts[place]++;
    size++;
    total = total.plus(duration);
    shortest = Math.min(shortest, millis);
    longest = Math.max(longest, millis);
  }

  void addAll(DurationCounts others) {
    counts = Arrays.copyOf(counts, Math.max(counts.length, others.counts.length));
    for (int i = 0; i < others.counts.length; i++) {
      counts[i] += others.counts[i];
    }
    size += others.size;
    total = total.plus(others.total);
    shortest = Math.min(shortest, others.shortest);
    longest = Math.max(longest, others.longest);
  }

  long size() {
    return size;
  }

  /// The sum of all; exact.
  Duration total() {
    return total;
  }

  /// Rounded, in milliseconds; 0 if there is none.
  long shortest() {
    return size == 0 ? 0 : shortest;
  }

  /// Rounded, in milliseconds; 0 if there is none.
  long longest() {
    return longest;
  }

  /// The duration that a share of them did not exceed: the nearest rank, in milliseconds; 0 if
  /// there is none.
  long percentile(int percent) {
    long rank = Math.max(1, (long) Math.ceil(percent / 100.0 * size));
    if (rank >= size) {
      return longest();
    }
    long before = 0;
    for (int place = 0; place < counts.length; place++) {
      before += counts[place];
      if (before >= rank) {
        return Math.clamp(middle(place), shortest, longest);
      }
    }
    throw new AssertionError("there are %d of %d".formatted(before, size));
  }

  /// Hands out all, the shortest first.
  void each(Each each) {
    for (int place = 0; place < counts.length; place++) {
      if (counts[place] > 0) {
        each.take(Math.clamp(middle(place), shortest, longest), counts[place]);
      }
    }
  }

  private static int place(long millis) {
    if (millis < EXACT) {
      return (int) millis;
    }
    int shift = Long.SIZE - Long.numberOfLeadingZeros(millis / EXACT);
    return EXACT + (shift - 1) * HALF + (int) ((millis >>> shift) - HALF);
  }

  /// Of the durations that are counted at a place.
  private static long middle(int place) {
    if (place < EXACT) {
      return place;
    }
    int shift = (place - EXACT) / HALF + 1;
    return ((HALF + (place - EXACT) % HALF) * (1L << shift)) + (1L << (shift - 1));
  }
}
