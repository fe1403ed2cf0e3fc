package io.parallelr.shell;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Commands of a shell that evaluate their arguments: a subscript in an arithmetic expression or in
/// the name of a variable may have command substitutions, as in `let 'x=a[$(id)]'`; bash(1), Shell
/// Arithmetic and Arrays.
final class Evaluation {
  private static final Set<String> OF_ALL = Set.of("let", "unset", "read", "mapfile", "readarray");
  private static final Set<String> DECLARING =
      Set.of("declare", "typeset", "local", "readonly", "export");
  private static final Set<String> OF_NAMES = Set.of("test", "[", "[[", "printf");

  private Evaluation() {}

  /// Whether a command evaluates a value.
  static boolean isIn(List<ValueText> words) {
    var texts = words.stream().map(ValueText::text).toList();
    if (texts.isEmpty()) {
      return false;
    }
    var name = texts.getFirst();
    return IntStream.range(1, words.size())
        .filter(i -> words.get(i).hasValues())
        .anyMatch(
            i -> OF_ALL.contains(name)
                || (DECLARING.contains(name)
                    && texts.subList(1, i)
                        .stream()
                        .anyMatch(w -> w.matches("-[A-Za-z]*i[A-Za-z]*")))
                || (OF_NAMES.contains(name) && texts.get(i - 1).equals("-v")));
  }
}
