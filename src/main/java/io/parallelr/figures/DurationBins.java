package io.parallelr.figures;

import java.util.ArrayList;
import java.util.List;

/// Sorts durations into some twenty bins between round numbers, for a histogram.
final class DurationBins {
  private static final int MOST = 20;
  /// Where the longest is so many times the shortest, bins of equal width would show nothing.
  private static final int WIDE = 30;
  private static final List<Double> COARSE = List.of(1.0, 2.0, 5.0);
  private static final List<Double> FINE = List.of(1.0, 1.5, 2.0, 3.0, 5.0, 7.0);
  private static final double VERY_WIDE = 5e3;

  private DurationBins() {}

  static List<Bin> of(DurationCounts succeeded, DurationCounts failed, DurationCounts running) {
    var all = new DurationCounts();
    all.addAll(succeeded);
    all.addAll(failed);
    all.addAll(running);
    if (all.size() == 0) {
      return List.of();
    }
    var edges = edges(all.shortest(), all.longest());
    long[] good = sorted(succeeded, edges);
    long[] bad = sorted(failed, edges);
    long[] open = sorted(running, edges);
    var bins = new ArrayList<Bin>();
    for (int i = 0; i + 1 < edges.size(); i++) {
      bins.add(new Bin(edges.get(i), edges.get(i + 1), good[i], bad[i], open[i]));
    }
    return List.copyOf(bins);
  }

  private static long[] sorted(DurationCounts durations, List<Long> edges) {
    var counts = new long[edges.size() - 1];
    durations.each((millis, count) -> {
      int bin = counts.length - 1;
      while (edges.get(bin) > millis) {
        bin--;
      }
      counts[bin] += count;
    });
    return counts;
  }

  /// The first is not above the shortest, the last is above the longest.
  private static List<Long> edges(long shortest, long longest) {
    boolean isWide = longest > WIDE && longest / Math.max(1.0, (double) shortest) > WIDE;
    return isWide ? growing(shortest, longest) : equal(shortest, longest);
  }

  private static List<Long> equal(long shortest, long longest) {
    long step = step((longest - shortest) / MOST + 1);
    var edges = new ArrayList<Long>();
    for (long edge = shortest / step * step; edge <= longest; edge += step) {
      edges.add(edge);
    }
    edges.add(edges.getLast() + step);
    return edges;
  }

  /// The least round number that is not smaller.
  private static long step(long least) {
    for (long power = 1;; power *= 10) {
      for (double digit : COARSE) {
        if (digit * power >= least) {
          return Math.round(digit * power);
        }
      }
    }
  }

  private static List<Long> growing(long shortest, long longest) {
    var digits = longest / Math.max(1.0, (double) shortest) > VERY_WIDE ? COARSE : FINE;
    var edges = new ArrayList<Long>(List.of(0L));
    for (double power = 1; edges.getLast() <= longest; power *= 10) {
      for (double digit : digits) {
        long edge = (long) (digit * power);
        if (edge == digit * power && edges.getLast() <= longest) {
          if (edge <= shortest) {
            edges.clear();
          }
          edges.add(edge);
        }
      }
    }
    return edges;
  }
}
