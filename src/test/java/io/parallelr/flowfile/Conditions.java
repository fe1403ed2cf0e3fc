package io.parallelr.flowfile;

import java.util.Map;

/// Conditions for the tests of other packages.
public final class Conditions {
  private Conditions() {}

  /// A condition in which each quote must be closed.
  public static Condition strict(String text) {
    return of(text, false);
  }

  /// A condition, as `ConditionParser.parse` reads it.
  public static Condition of(String text, boolean lenient) {
    try {
      return ConditionParser.parse(text, lenient, Map.of());
    } catch (SyntaxException e) {
      throw new AssertionError(text, e);
    }
  }
}
