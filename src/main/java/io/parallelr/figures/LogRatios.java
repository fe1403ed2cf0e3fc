package io.parallelr.figures;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The logarithms of ratios of durations, the second to the first, in four bytes each: enough for
/// six digits. For one thread.
final class LogRatios {
  private float[] values = new float[1024];
  private int size;
  private boolean isSorted = true;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = (float) value;
    isSorted = false;
  }

  int size() {
    return size;
  }

  DoubleStream stream() {
    return IntStream.range(0, size).mapToDouble(i -> values[i]);
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
