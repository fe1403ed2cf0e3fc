package io.parallelr.cli;

import io.parallelr.batch.ArgumentsFile;
import io.parallelr.batch.Batch;
import io.parallelr.batch.CommandTemplate;
import io.parallelr.batch.InputException;
import io.parallelr.batch.Separator;
import io.parallelr.batch.TaskFiles;
import io.parallelr.batch.Variables;
import io.parallelr.config.Settings;
import io.parallelr.task.Retries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes the tasks that the command line asks for.
///
/// @param warnings what is odd but can be run
record Batches(Batch batch, List<String> warnings) {

  /// @param directory against which relative paths are taken; absolute
  static Batches of(RunCommand command, Settings settings, Path directory) {
    var retries = new Retries(
        settings.execution().retries(),
        settings.execution().retryDelay(),
        settings.execution().maxRetryDelay());
    requireConsistent(command);
    var template = template(command, directory);
    var files = at("-T", () -> new TaskFiles(command.extensions, directory).find(command.tasks));
    var argumentsFile = command.argumentsFile();
    var limit = settings.limits().timeout();
    if (argumentsFile.isEmpty()) {
      var batch = at("-C", () -> Batch.ofFiles(template, files, limit, retries));
      var warnings = template.usesTask()
          ? List.<String>of()
          : List.of("-C has no @TASK@: every task runs the same command");
      return new Batches(requireTasks(batch, "in " + String.join(", ", command.tasks)), warnings);
    }
    var separator = command.separator().map(name -> at("-S", () -> Separator.named(name)));
    var variables = at("-E", () -> Variables.named(command.variables));
    var lines =
        at("-A", () -> ArgumentsFile.read(directory.resolve(argumentsFile.get()), separator));
    if (!command.tasks.isEmpty() && files.isEmpty()) {
      throw noTasks("in " + String.join(", ", command.tasks));
    }
    var batch = at("-C", () -> Batch.ofLines(template, lines, variables, files, limit, retries));
    return new Batches(
        requireTasks(batch, "in " + argumentsFile.get()),
        warnings(lines, variables));
  }

  private static void requireConsistent(RunCommand command) {
    if (command.argumentsFile().isEmpty()) {
      if (command.separator().isPresent()) {
        throw usage("-S splits the lines of an arguments file: give one by -A");
      }
      if (!command.variables.isEmpty()) {
        throw usage("-E takes its values from an arguments file: give one by -A");
      }
      if (command.tasks.isEmpty()) {
        throw usage("no tasks: give a directory, files or a glob by -T, or lines by -A");
      }
    }
    if (command.template().isEmpty()) {
      throw usage("no command: give one by -C, such as -C 'bash @TASK@'");
    }
  }

  private static CommandTemplate template(RunCommand command, Path directory) {
    var text = command.template().orElseThrow();
    return at("-C", () -> CommandTemplate.parse(text, directory));
  }

  private static List<String> warnings(ArgumentsFile lines, Variables variables) {
    var warnings = new ArrayList<String>();
    int names = variables.names().size();
    if (names > 0 && names < lines.argumentCount()) {
      warnings.add(
          "-E names %d variable%s for %d arguments: the others have none"
              .formatted(names, names == 1 ? "" : "s", lines.argumentCount()));
    }
    return warnings;
  }

  private static Batch requireTasks(Batch batch, String where) {
    if (batch.size() == 0) {
      throw noTasks(where);
    }
    return batch;
  }

  private static UserError noTasks(String where) {
    return new UserError(ExitStatus.NO_TASKS, "no task found " + where);
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }

  private interface Step<T> {
    T take() throws InputException;
  }

  private static <T> T at(String option, Step<T> step) {
    try {
      return step.take();
    } catch (InputException e) {
      throw new UserError(ExitStatus.USAGE, option + ": " + e.getMessage(), e);
    }
  }
}
