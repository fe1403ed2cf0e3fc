package io.parallelr.runcli;

import java.io.IOException;

/// One of the commands.
interface RunsAction {
  /// Does what its options ask for; returns the exit status.
  ///
  /// @throws IOException if something cannot be read or printed
  /// @throws InterruptedException if this thread was interrupted
  int run(Around around) throws IOException, InterruptedException;
}
