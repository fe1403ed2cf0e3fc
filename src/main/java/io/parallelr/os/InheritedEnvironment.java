package io.parallelr.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The environment of this process as the bytes it was given, for children: variables whose bytes
/// are not text in any encoding reach them unchanged.
final class InheritedEnvironment {
  private final List<String> names;
  private final Set<String> distinct;
  private final long[] addresses;

  private InheritedEnvironment(List<String> names, long[] addresses) {
    this.names = names;
    this.distinct = new HashSet<>(names);
    this.addresses = addresses;
  }

  /// Reads it, with the locale that the caller of the launcher had.
  static InheritedEnvironment read() {
    var names = new ArrayList<String>();
    var addresses = new ArrayList<Long>();
    var memo = System.getenv(CallersLocale.MEMO);
    if (memo != null && !memo.isEmpty()) {
      names.add(CallersLocale.LC_ALL);
      addresses.add(Arena.global().allocateFrom(CallersLocale.LC_ALL + memo, UTF_8).address());
    }
    var changed = new HashSet<String>();
    if (memo != null) {
      changed.addAll(List.of(CallersLocale.LC_ALL, CallersLocale.MEMO));
    }
    if (System.getenv(CallersLocale.ARENAS_MEMO) != null) {
      changed.addAll(List.of(CallersLocale.ARENAS, CallersLocale.ARENAS_MEMO));
    }
    var array = PosixProcesses.environment();
    for (int i = 0;; i++) {
      var pointer = array.getAtIndex(ADDRESS, i);
      if (pointer.address() == 0) {
        break;
      }
      var text = Posix.string(pointer);
      int end = 0;
      while (text.get(JAVA_BYTE, end) != '=' && text.get(JAVA_BYTE, end) != 0) {
        end++;
      }
      var name = NativeText.of(text.asSlice(0, end).toArray(JAVA_BYTE));
      if (!changed.contains(name)) {
        names.add(name);
        addresses.add(pointer.address());
      }
    }
    return new InheritedEnvironment(
        List.copyOf(names),
        addresses.stream().mapToLong(Long::longValue).toArray());
  }

  /// The addresses of the variables that are neither replaced nor withheld. May be shared, and so
  /// must not be changed.
  long[] without(Map<String, String> replaced, Set<String> withheld) {
    if (replaced.keySet().stream().noneMatch(distinct::contains)
        && withheld.stream().noneMatch(distinct::contains)) {
      return addresses;
    }
    var kept = new long[addresses.length];
    int count = 0;
    for (int i = 0; i < addresses.length; i++) {
      if (!replaced.containsKey(names.get(i)) && !withheld.contains(names.get(i))) {
        kept[count++] = addresses[i];
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
