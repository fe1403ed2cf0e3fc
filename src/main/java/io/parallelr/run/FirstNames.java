package io.parallelr.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The first few of many names, for a line of the log. For one thread.
final class FirstNames {
  private static final int SHOWN = 3;

  private final List<String> first = new ArrayList<>();
  private int count;

  /// @param name made only if it is among the first
  void add(Supplier<String> name) {
    count++;
    if (first.size() < SHOWN) {
      first.add(name.get());
    }
  }

  int count() {
    return count;
  }

  /// The same, of which only so many count.
  String of(int some) {
    return String.join(", ", first.subList(0, Math.min(some, first.size())))
        + (some > first.size() ? ", …" : "");
  }

  @Override
  public String toString() {
    return of(count);
  }
}
