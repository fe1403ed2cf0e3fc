package io.parallelr.local;

import io.parallelr.local.Launcher.Launch;
import io.parallelr.os.NativeText;
import io.parallelr.os.WordLimit;

/// Says what of a command is too long for the system.
final class CommandSize {
  private CommandSize() {}

  /// Why the system refused to start it with E2BIG.
  static String explain(Launch launch) {
    return WordLimit.exceededBy(launch.task().command(), launch.environment())
        .orElseGet(
            () -> ("the command has %d bytes, which together with the environment is more than the "
                + "system takes (E2BIG; see getconf ARG_MAX); put them into a file")
                .formatted(bytes(launch)));
  }

  private static long bytes(Launch launch) {
    long all = 0;
    for (var word : launch.task().command()) {
      all += NativeText.bytes(word).length + 1;
    }
    for (var variable : launch.environment().entrySet()) {
      all += NativeText.bytes(variable.getKey() + '=' + variable.getValue()).length + 1;
    }
    return all;
  }
}
