package io.parallelr.os;

import java.util.Map;

/// The locale of whoever called the launcher.
///
/// The JVM can open files with names beyond ASCII only in a UTF-8 locale, so the launcher gives it
/// one where the caller has none, and keeps what the caller had in a variable, for the tasks.
public final class CallersLocale {
  static final String LC_ALL = "LC_ALL";
  /// Set only if `LC_ALL` was changed: empty if it was unset before, else `=` and what it was.
  static final String MEMO = "PARALLELR_LC_ALL";

  private CallersLocale() {}

  /// Puts back in an environment what the launcher changed.
  public static void restore(Map<String, String> environment) {
    var memo = environment.remove(MEMO);
    if (memo != null) {
      environment.remove(LC_ALL);
      if (!memo.isEmpty()) {
        environment.put(LC_ALL, memo.substring(1));
      }
    }
  }

  /// What a further JVM of this program is to be given, which the tasks are not: nothing if the
  /// launcher changed nothing.
  public static Map<String, String> asItIsHere() {
    var environment = System.getenv();
    return environment.containsKey(MEMO)
        ? Map.of(
            MEMO,
            environment.getOrDefault(MEMO, ""),
            LC_ALL,
            environment.getOrDefault(LC_ALL, ""))
        : Map.of();
  }
}
