package io.parallelr.local;

import io.parallelr.local.Launcher.Launch;
import io.parallelr.os.NativeText;

/// Says what of a command is too long for the system.
final class CommandSize {
  /// MAX_ARG_STRLEN of Linux, for one word with the zero byte at its end; execve(2).
  private static final int LONGEST_WORD = 128 * 1024;
  private static final int SHOWN = 20;

  private CommandSize() {}

  /// Why the system refused to start it with E2BIG.
  static String explain(Launch launch) {
    int all = 0;
    for (var word : launch.task().command()) {
      int bytes = NativeText.bytes(word).length + 1;
      if (bytes > LONGEST_WORD) {
        return tooLong("argument '%s…'".formatted(start(word)), bytes);
      }
      all += bytes;
    }
    for (var variable : launch.environment().entrySet()) {
      int bytes = NativeText.bytes(variable.getKey() + '=' + variable.getValue()).length + 1;
      if (bytes > LONGEST_WORD) {
        return tooLong("variable " + variable.getKey(), bytes);
      }
      all += bytes;
    }
    return ("the command has %d bytes, which together with the environment is more than the system "
        + "takes (E2BIG; see getconf ARG_MAX); put them into a file").formatted(all);
  }

  private static String tooLong(String what, int bytes) {
    return "%s has %d bytes, and the system takes at most %d in one word (E2BIG); put it into a file"
        .formatted(what, bytes - 1, LONGEST_WORD - 1);
  }

  private static String start(String word) {
    return word.substring(0, word.offsetByCodePoints(0, SHOWN));
  }
}
