package io.parallelr.cli;

import io.parallelr.daemon.Registry;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// A command that asks a run for something while it runs.
interface RunVerb {
  /// Does it; returns the exit status.
  ///
  /// @throws UserError if it cannot be done
  int execute(Place place) throws IOException, InterruptedException;

  /// Where it does it.
  ///
  /// @param directory against which relative paths are taken; absolute
  record Place(Installation installation, Path directory, OutputStream stdout) {
    Registry registry() {
      return new Registry(installation.workers(), installation.runs());
    }

    /// The run that is meant, which is alive.
    ///
    /// @throws UserError if there is none
    RunningRun alive(Optional<String> run) throws IOException {
      return RunningRun.of(registry(), directory, run);
    }

    /// Prints lines.
    void say(String text) {
      try {
        for (var line : text.lines().toList()) {
          stdout.write((Printable.of(line) + '\n').getBytes(StandardCharsets.UTF_8));
        }
        stdout.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
