package io.parallelr.task;

/// A number with its noun: `1 task`, `2 tasks`.
public final class Count {
  private Count() {}

  /// A noun whose plural has an `s`.
  public static String of(long number, String noun) {
    return of(number, noun, noun + 's');
  }

  /// A noun with a plural of its own.
  public static String of(long number, String singular, String plural) {
    return number + " " + (number == 1 ? singular : plural);
  }
}
