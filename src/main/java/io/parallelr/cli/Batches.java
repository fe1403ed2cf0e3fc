package io.parallelr.cli;

import io.parallelr.batch.ArgumentsFile;
import io.parallelr.batch.Batch;
import io.parallelr.batch.CommandTemplate;
import io.parallelr.batch.InputException;
import io.parallelr.batch.Separator;
import io.parallelr.batch.TaskFiles;
import io.parallelr.batch.Variables;
import io.parallelr.os.NativeText;
import io.parallelr.queue.Claim;
import io.parallelr.queue.QueueDirectory;
import io.parallelr.queue.Selection;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.run.Work;
import io.parallelr.task.Count;
import io.parallelr.task.Input;
import io.parallelr.task.Reason;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Makes the tasks that the command line asks for.
final class Batches {
  private Batches() {}

  static Work of(Invocation invoked) {
    requireConsistent(invoked.command());
    return invoked.command().watch ? queue(invoked) : batch(invoked);
  }

  private static Work batch(Invocation invoked) {
    var command = invoked.command();
    var directory = invoked.directory();
    var template = template(invoked);
    var files = at("-T", () -> new TaskFiles(command.extensions, directory).find(command.tasks));
    var argumentsFile = command.argumentsFile();
    var limit = invoked.settings().limits().timeout();
    var retries = retries(invoked);
    if (argumentsFile.isEmpty()) {
      var batch = at("-C", () -> Batch.ofFiles(template, files, limit, retries));
      return new Work.OfBatch(
          requireTasks(batch, "in " + String.join(", ", command.tasks)),
          warnings(template, List.of()));
    }
    var separator = command.separator().map(name -> at("-S", () -> Separator.named(name)));
    var variables = at("-E", () -> Variables.named(command.variables));
    var lines =
        at("-A", () -> ArgumentsFile.read(directory.resolve(argumentsFile.get()), separator));
    if (!command.tasks.isEmpty() && files.isEmpty()) {
      throw noTasks("in " + String.join(", ", command.tasks));
    }
    var batch = at("-C", () -> Batch.ofLines(template, lines, variables, files, limit, retries));
    return new Work.OfBatch(
        requireTasks(batch, "in " + argumentsFile.get()),
        warnings(template, warnings(lines, separator.isPresent(), variables)));
  }

  private static Work queue(Invocation invoked) {
    var command = invoked.command();
    if (command.argumentsFile().isPresent()) {
      throw usage("--watch serves a directory of task files, not the lines of -A");
    }
    var directory = command.tasks.size() == 1
        ? NativeText.resolve(invoked.directory(), command.tasks.getFirst())
        : null;
    if (directory == null || !Files.isDirectory(directory)) {
      throw usage("--watch serves one directory: give it with -T");
    }
    if (!Files.isReadable(directory)) {
      throw usage("--watch: directory %s cannot be read: permission denied".formatted(directory));
    }
    var files = new TaskFiles(command.extensions, invoked.directory());
    var template = template(invoked);
    var limit = invoked.settings().limits().timeout();
    var retries = retries(invoked);
    var selection = new Selection(invoked.settings().queue().ignore(), files::wants);
    var none = at("-C", () -> Batch.ofFiles(template, List.of(), limit, retries));
    return new Work.OfQueue(
        new QueueDirectory(real(directory)),
        () -> command.run
            ? none
            : at("-T",
                () -> Batch.ofFiles(template, waiting(files, command, selection), limit, retries)),
        selection,
        (sequence, claim) -> task(sequence, claim, template, limit, retries),
        warnings(template, List.of()));
  }

  private static List<Path> waiting(TaskFiles files, RunCommand command, Selection selection)
      throws InputException {
    return files.find(command.tasks)
        .stream()
        .filter(file -> selection.isTask(NativeText.nameOf(file)))
        .toList();
  }

  private static Task task(
      int sequence,
      Claim claim,
      CommandTemplate template,
      Duration limit,
      Retries retries) {
    var input = new Input.File(claim.path());
    return new Task(
        sequence,
        NativeText.of(claim.original()),
        input,
        template.commandFor(input),
        Map.of(),
        limit,
        retries,
        1).after(claim.redeliveries());
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw usage("-T: %s cannot be entered: %s".formatted(directory, Reason.of(e)));
    }
  }

  private static Retries retries(Invocation invoked) {
    var execution = invoked.settings().execution();
    return new Retries(
        execution.retries(),
        execution.retryDelay(),
        execution.maxRetryDelay());
  }

  private static void requireConsistent(RunCommand command) {
    if (command.argumentsFile().isEmpty()) {
      if (command.separator().isPresent()) {
        throw usage("-S splits the lines of an arguments file: give one with -A");
      }
      if (!command.variables.isEmpty()) {
        throw usage("-E takes its values from an arguments file: give one with -A");
      }
      if (command.tasks.isEmpty()) {
        throw usage("no tasks: give a directory, files or a glob with -T, or lines with -A");
      }
    }
    command.secretVariables.stream()
        .filter(command.variables::contains)
        .findFirst()
        .ifPresent(name -> {
          throw usage(
              "--secret-env %1$s: -E sets %1$s for each line; leave one out"
                  .formatted(name));
        });
    if (command.template().isEmpty()) {
      throw usage("no command: give one with -C, such as -C 'bash @TASK@'");
    }
  }

  private static CommandTemplate template(Invocation invoked) {
    var command = invoked.command();
    var text = command.template().orElseThrow();
    var directory = command.templateDirectory().orElse(invoked.directory());
    return at("-C", () -> CommandTemplate.parse(text, directory));
  }

  private static List<String> warnings(CommandTemplate template, List<String> others) {
    return Stream.concat(template.warnings().stream().map(w -> "-C: " + w), others.stream())
        .toList();
  }

  private static List<String> warnings(
      ArgumentsFile lines,
      boolean isSplit,
      Variables variables) {
    var warnings = new ArrayList<String>();
    lines.quotedFields().filter(_ -> isSplit).ifPresent(w -> warnings.add("-A: " + w));
    lines.droppedBlanks().ifPresent(w -> warnings.add("-A: " + w));
    int names = variables.names().size();
    if (names > 0 && names < lines.argumentCount()) {
      warnings.add(
          "-E names %s for %s: the other arguments get none".formatted(
              Count.of(names, "variable"),
              Count.of(lines.argumentCount(), "argument")));
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
