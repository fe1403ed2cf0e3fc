package io.parallelr.client;

import java.io.IOException;

/// A subcommand of `parallelr jobs`, with the options that it was given.
interface JobsAction {
  /// Does it.
  ///
  /// @return the exit status
  /// @throws IOException if standard output cannot be written
  int run(Surroundings around) throws IOException, InterruptedException;
}
