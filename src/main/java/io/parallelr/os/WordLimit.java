package io.parallelr.os;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The longest word that a program can be started with: MAX_ARG_STRLEN of Linux, 32 pages with the
/// zero byte at the end; execve(2).
public final class WordLimit {
  private static final int LONGEST = 32 * pageBytes() - 1;
  private static final int USUAL_PAGE = 4096;
  private static final int BYTES_OF_CHARACTER = 4;
  private static final int SHOWN = 20;

  private WordLimit() {}

  private static int pageBytes() {
    return Spawner.isSupported() ? Posix.pageBytes() : USUAL_PAGE;
  }

  /// Which word of a command or variable is too long, as a sentence without its full stop; empty if
  /// none is.
  public static Optional<String> exceededBy(List<String> command, Map<String, String> variables) {
    for (var word : command) {
      if (isTooLong(word)) {
        return Optional.of(sentence("argument '%s…'".formatted(start(word)), word));
      }
    }
    for (var variable : variables.entrySet()) {
      var word = variable.getKey() + '=' + variable.getValue();
      if (isTooLong(word)) {
        return Optional.of(sentence("variable " + variable.getKey(), word));
      }
    }
    return Optional.empty();
  }

  private static boolean isTooLong(String word) {
    return word.length() > LONGEST / BYTES_OF_CHARACTER && NativeText.bytes(word).length > LONGEST;
  }

  private static String sentence(String what, String word) {
    return "%s has %d bytes, and the system takes at most %d in one word (E2BIG); put it into a file"
        .formatted(what, NativeText.bytes(word).length, LONGEST);
  }

  private static String start(String word) {
    return word.substring(0, word.offsetByCodePoints(0, SHOWN));
  }
}
