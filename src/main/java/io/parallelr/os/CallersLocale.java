package io.parallelr.os;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The locale of whoever called the launcher, and what else it changed in the environment.
///
/// The JVM can open files with names beyond ASCII only in a UTF-8 locale, so the launcher gives it
/// one, and keeps what the caller had in a variable, for the tasks.
public final class CallersLocale {
  static final String LC_ALL = "LC_ALL";
  /// Set only if `LC_ALL` was changed: empty if it was unset before, else `=` and what it was.
  static final String MEMO = "PARALLELR_LC_ALL";
  /// Set only if [#ARENAS] was set where it was unset before.
  static final String ARENAS_MEMO = "PARALLELR_ARENAS";
  static final String ARENAS = "MALLOC_ARENA_MAX";

  private CallersLocale() {}

  /// Puts back in an environment what the launcher changed.
  public static void restore(Map<String, String> environment) {
    if (environment.remove(ARENAS_MEMO) != null) {
      environment.remove(ARENAS);
    }
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
    var here = new HashMap<>(System.getenv());
    if (!here.containsKey(MEMO)) {
      here.remove(LC_ALL);
    }
    if (!here.containsKey(ARENAS_MEMO)) {
      here.remove(ARENAS);
    }
    here.keySet().retainAll(Set.of(MEMO, LC_ALL, ARENAS_MEMO, ARENAS));
    return Map.copyOf(here);
  }
}
