package io.parallelr.figures;

import java.util.Arrays;

/// The logarithms of ratios of durations, the second to the first. For one thread.
final class LogRatios {
  private double[] values = new double[1024];
  private int size;
  private boolean isSorted = true;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
    isSorted = false;
  }

  int size() {
    return size;
  }

  /// All of them, the smallest first.
  double[] sorted() {
    sort();
    return Arrays.copyOf(values, size);
  }

  private void sort() {
    if (!isSorted) {
      Arrays.sort(values, 0, size);
      isSorted = true;
    }
  }

  /// The ratio in the middle; 1 if there is none.
  double median() {
    sort();
    return size == 0 ? 1 : Math.exp(values[size / 2]);
  }
}
