package io.parallelr.flowhost;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Refuses nulls in what users give.
final class Given {
  private Given() {}

  /// The elements of an array.
  ///
  /// @param name of the parameter
  static <T> List<T> all(String name, T[] values) {
    Objects.requireNonNull(values, name);
    Arrays.asList(values).forEach(value -> Objects.requireNonNull(value, name));
    return List.of(values);
  }
}
