package io.parallelr.tasker;

import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.TaskerError;
import io.parallelr.run.CommandLines;
import java.util.List;
import picocli.CommandLine;

/// The options of subcommands, which are other ones than those of runs.
final class OwnOptions {
  private OwnOptions() {}

  /// Sets the fields of a subcommand from its command line.
  ///
  /// @param name for messages
  /// @return its parser, which has its help
  /// @throws TaskerError if the command line is wrong
  static CommandLine parse(Object command, String name, List<String> arguments) {
    var commandLine = CommandLines.of(command);
    try {
      commandLine.parseArgs(arguments.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "%s; see %s --help".formatted(CommandLines.problem(e), name));
    }
    return commandLine;
  }
}
