package io.parallelr.figures;

import java.util.Locale;

/// What became of a task from one run to another.
public enum Change {
  /// It failed in the second run, and not in the first.
  FAILING,
  /// It failed in the first run, and succeeded in the second.
  REPAIRED,
  /// It succeeded in both, and took longer than threshold and noise allow.
  SLOWER,
  /// It succeeded in both, and took less time than threshold and noise allow.
  FASTER,
  /// It has a result in the first run alone.
  GONE,
  /// It has a result in the second run alone, and has not failed there.
  NEW,
  /// Nothing worth mentioning.
  SAME;

  /// As it is written.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
