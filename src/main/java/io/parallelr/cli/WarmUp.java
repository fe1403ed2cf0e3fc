package io.parallelr.cli;

import io.parallelr.engine.Backend;
import io.parallelr.engine.Threads;
import io.parallelr.json.JsonText;
import io.parallelr.os.Machine;

/// Loads what nearly every command needs while the first thread still reads the command line.
final class WarmUp {
  private WarmUp() {}

  /// Begins on a thread of its own, whose end nobody needs to await.
  static void begin() {
    try {
      var _ = Threads.start("warm-up", () -> {
        Machine.prepare();
        var _ = JsonText.line(_ -> {});
      });
    } catch (Backend.ShortageException e) {
      return; // then it is loaded when it is needed
    }
  }
}
