package io.parallelr.cli;

import io.parallelr.config.Settings;
import io.parallelr.run.Deaths;
import io.parallelr.run.ResolvedRun;
import io.parallelr.task.Printable;
import java.io.OutputStream;
import java.io.PrintStream;

/// A call of this program for a run or a dry run.
///
/// @param options of the command line
/// @param run what they ask for
/// @param deaths notices threads that die
record Invocation(GivenOptions options, ResolvedRun run, Deaths deaths, Terminal terminal) {

  OutputStream stdout() {
    return terminal.stdout();
  }

  PrintStream stderr() {
    return terminal.stderr();
  }

  Settings settings() {
    return run.settings();
  }

  void warn(String message) {
    stderr().println("parallelr: warning: " + Printable.of(message));
  }
}
