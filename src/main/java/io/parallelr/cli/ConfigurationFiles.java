package io.parallelr.cli;

import io.parallelr.config.Configuration;
import io.parallelr.config.Sources;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the configuration of this process, and says what is not as it was asked for.
record ConfigurationFiles(
    Installation installation,
    Map<String, String> environment,
    PrintStream stderr) {

  /// @param given the file of `--config`
  /// @param options values of the command line
  /// @throws UserError if anything is wrong
  Configuration.Valid load(Optional<Path> given, List<Sources.Option> options) {
    var sources = new Sources(
        installation.systemConfiguration(),
        installation.userConfiguration(),
        given.stream().toList(),
        environment,
        options);
    return switch (Configuration.load(sources)) {
      case Configuration.Invalid(var errors) ->
        throw new UserError(ExitStatus.USAGE, errors);
      case Configuration.Valid valid -> {
        valid.warnings().forEach(w -> stderr.println("parallelr: warning: " + Printable.of(w)));
        yield valid;
      }
    };
  }
}
