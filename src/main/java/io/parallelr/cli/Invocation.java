package io.parallelr.cli;

import io.parallelr.batch.InputCheck;
import io.parallelr.config.Configuration;
import io.parallelr.config.Settings;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.task.Printable;
import io.parallelr.task.Secrets;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// All that a call of this program came with.
///
/// @param arguments the words of the command line
/// @param directory against which relative paths are taken; absolute
/// @param earlier the run to resume
/// @param secrets what is not to be shown or recorded
/// @param deaths hears of threads that die
record Invocation(
    RunCommand command,
    List<String> arguments,
    Path directory,
    Configuration.Valid configuration,
    Installation installation,
    Optional<ResumeRequest> earlier,
    Deaths deaths,
    Secrets secrets,
    Terminal terminal) {

  OutputStream stdout() {
    return terminal.stdout();
  }

  PrintStream stderr() {
    return terminal.stderr();
  }

  Settings settings() {
    return configuration.settings();
  }

  /// What tasks may have.
  InputCheck.Bounds bounds() {
    return new InputCheck.Bounds(
        settings().advanced().maxFileSize().orElse(Long.MAX_VALUE),
        settings().security().maxArgumentLength().orElse(Integer.MAX_VALUE));
  }

  void warn(String message) {
    stderr().println("parallelr: warning: " + Printable.of(message));
  }
}
