package io.parallelr.autoexec;

import java.util.function.Supplier;

/// The names of tasks and steps: of letters, digits, Han characters and `-_.~`.
final class TaskNames {
  /// The longest name, in characters.
  static final int LONGEST = 255;

  private final Supplier<String> ids;

  /// @param ids makes names for what has none
  TaskNames(Supplier<String> ids) {
    this.ids = ids;
  }

  /// The name without other characters, or if nothing is left, a new one.
  String of(String name) {
    var clean = clean(name);
    return clean.isEmpty() ? ids.get() : clean;
  }

  static String clean(String name) {
    var clean = new StringBuilder();
    name.codePoints().filter(TaskNames::isAllowed).forEach(clean::appendCodePoint);
    boolean leadsElsewhere = clean.toString().equals(".") || clean.toString().equals("..");
    return leadsElsewhere ? "" : clean.toString();
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || "-_.~".indexOf(c) >= 0
        || Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
  }
}
