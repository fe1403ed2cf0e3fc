package io.parallelr.run;

import io.parallelr.batch.ArgumentLines;
import io.parallelr.batch.ArgumentsFile;
import io.parallelr.batch.Batch;
import io.parallelr.batch.CombinedArguments;
import io.parallelr.batch.CommandTemplate;
import io.parallelr.batch.InputException;
import io.parallelr.batch.ListFiles;
import io.parallelr.batch.Separator;
import io.parallelr.batch.TaskFiles;
import io.parallelr.batch.Variables;
import io.parallelr.os.NativeText;
import io.parallelr.queue.Claim;
import io.parallelr.queue.QueueDirectory;
import io.parallelr.queue.Selection;
import io.parallelr.task.Count;
import io.parallelr.task.Input;
import io.parallelr.task.Printable;
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
import java.util.Optional;
import java.util.stream.Stream;

/// Makes the tasks of a run.
public final class Batches {
  private Batches() {}

  /// What the run is to do.
  ///
  /// @param isPreview whether the files that wait in a watched directory are wanted
  /// @throws UserError if it cannot be run
  public static RunWork of(ResolvedRun run, boolean isPreview) {
    requireConsistent(run.spec());
    return run.spec().watch() ? queue(run, isPreview) : batch(run);
  }

  private static RunWork batch(ResolvedRun run) {
    var spec = run.spec();
    StartOrder.check(spec);
    var headers = new BatchHeaders(run);
    var lists = new ListFiles(
        file -> run.earlier().map(e -> e.earlier().hasKept(file)).orElse(false));
    var files = at("-T", () -> taskFiles(spec, lists).find(spec.sources()));
    var limit = run.settings().limits().timeout();
    var retries = retries(run);
    if (spec.arguments().files().isEmpty()) {
      var template = template(spec, List.of());
      var batch = Additions.of(run.earlier())
          .to(at("-C", () -> Batch.ofFiles(template, files, limit, retries)));
      return work(
          headers,
          requireTasks(batch, "in " + String.join(", ", spec.sources())),
          warnings(template, List.of()),
          lists);
    }
    var separator = spec.separator().map(name -> at("-S", () -> Separator.named(name)));
    var variables = at("-E", () -> Variables.named(spec.variables()));
    var form = new ArgumentsFile.Form(separator, spec.lists().isNull(), spec.lists().hasHeader());
    var combination = at("--combine", () -> combination(spec));
    var lines = at("-A", () -> lines(spec, combination, form, lists));
    if (form.hasHeader() && separator.isEmpty()) {
      requireOneColumn(lines.columns(), spec);
    }
    if (!spec.sources().isEmpty() && files.isEmpty()) {
      throw noTasks("in " + String.join(", ", spec.sources()));
    }
    var template = template(spec, lines.columns());
    var batch = Additions.of(run.earlier())
        .to(at("-C", () -> Batch.ofLines(template, lines, variables, files, limit, retries)));
    return work(
        headers,
        requireTasks(batch, "in " + spec.arguments().described()),
        warnings(template, warnings(lines, separator.isPresent(), variables)),
        lists);
  }

  /// Without a separator a line is one argument, and the first line one name: hardly what was meant
  /// if that looks like several, and is not used.
  private static void requireOneColumn(List<String> columns, RunSpec spec) {
    for (var column : columns) {
      boolean isUsed =
          spec.command().map(c -> c.template().contains('@' + column + '@')).orElse(true);
      var separator = Separator.guess(column).filter(_ -> !isUsed);
      if (separator.isPresent()) {
        throw usage(
            "--header: the only column is '%s'; -S %s splits lines".formatted(
                Printable.of(column),
                separator.get()));
      }
    }
  }

  private static RunWork work(
      BatchHeaders reader,
      Batch batch,
      List<String> warnings,
      ListFiles lists) {
    var headers = reader.of(batch);
    return new RunWork.OfBatch(
        batch.amended(headers),
        headers,
        Stream.concat(warnings.stream(), headers.warnings().stream()).toList(),
        lists.once());
  }

  private static RunWork queue(ResolvedRun run, boolean isPreview) {
    var spec = run.spec();
    if (!spec.arguments().files().isEmpty()) {
      throw usage("--watch serves a directory of task files, not the lines of -A");
    }
    var directory = spec.sources().size() == 1
        ? NativeText.resolve(spec.directory(), spec.sources().getFirst())
        : null;
    if (directory == null || !Files.isDirectory(directory)) {
      throw usage("--watch serves one directory: give it with -T");
    }
    if (!Files.isReadable(directory)) {
      throw usage("--watch: directory %s cannot be read: permission denied".formatted(directory));
    }
    if (spec.lists().isRecursive()) {
      throw usage("--watch serves one directory, without those in it; leave out --recursive");
    }
    var files = taskFiles(spec, new ListFiles());
    var template = template(spec, List.of());
    var limit = run.settings().limits().timeout();
    var retries = retries(run);
    var selection = new Selection(run.settings().queue().ignore(), files::wants);
    var headers = new BatchHeaders(run);
    var none = at("-C", () -> Batch.ofFiles(template, List.of(), limit, retries));
    return new RunWork.OfQueue(
        new QueueDirectory(real(directory)),
        () -> isPreview
            ? at("-T",
                () -> headers.waiting(
                    Batch.ofFiles(template, waiting(files, spec, selection), limit, retries)))
            : none,
        selection,
        (sequence, claim) -> headers
            .taken(task(sequence, claim, template, limit, retries), claim)
            .after(claim.redeliveries()),
        warnings(template, List.of()));
  }

  private static List<Path> waiting(TaskFiles files, RunSpec spec, Selection selection)
      throws InputException {
    return files.find(spec.sources())
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
        template.commandFor(input, sequence),
        Map.of(),
        limit,
        retries,
        1);
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw usage("-T: %s cannot be entered: %s".formatted(directory, Reason.of(e)));
    }
  }

  private static Retries retries(ResolvedRun run) {
    var execution = run.settings().execution();
    return new Retries(
        execution.retries(),
        execution.retryDelay(),
        execution.maxRetryDelay(),
        execution.retryOn());
  }

  private static void requireConsistent(RunSpec spec) {
    if (spec.lists().isRecursive() && spec.sources().isEmpty()) {
      throw usage("--recursive is for directories of tasks: give one with -T");
    }
    requireCombinable(spec.arguments());
    if (spec.arguments().files().isEmpty()) {
      if (spec.separator().isPresent()) {
        throw usage("-S splits the lines of an arguments file: give one with -A");
      }
      if (spec.lists().hasHeader()) {
        throw usage("--header names the columns of an arguments file: give one with -A");
      }
      if (spec.lists().isNull()
          && spec.sources().stream().noneMatch(source -> source.startsWith(TaskFiles.LIST))) {
        throw usage("-0 is for lists: give one with -A or -T @FILE");
      }
      if (!spec.variables().isEmpty()) {
        throw usage("-E takes its values from an arguments file: give one with -A");
      }
      if (spec.sources().isEmpty()) {
        throw usage("no tasks: give a directory, files or a glob with -T, or lines with -A");
      }
    }
    spec.secretVariables()
        .stream()
        .filter(spec.variables()::contains)
        .findFirst()
        .ifPresent(name -> {
          throw usage(
              "--secret-env %1$s: -E sets %1$s for each line; leave one out"
                  .formatted(name));
        });
    if (spec.command().isEmpty()) {
      throw usage("no command: give one with -C, such as -C 'bash @TASK@'");
    }
  }

  private static void requireCombinable(ListedArguments arguments) {
    int files = arguments.files().size();
    if (files > 1 && arguments.combination().isEmpty()) {
      throw usage(
          "-A is given %d times: choose with --combine how to combine their lines, product or zip"
              .formatted(files));
    }
    if (files < 2 && arguments.combination().isPresent()) {
      throw usage("--combine needs several lists: give at least two with -A");
    }
  }

  private static Optional<CombinedArguments.Combination> combination(RunSpec spec)
      throws InputException {
    var name = spec.arguments().combination();
    return name.isPresent()
        ? Optional.of(CombinedArguments.Combination.named(name.get()))
        : Optional.empty();
  }

  private static ArgumentLines lines(
      RunSpec spec,
      Optional<CombinedArguments.Combination> combination,
      ArgumentsFile.Form form,
      ListFiles lists)
      throws InputException {
    var files = new ArrayList<ArgumentsFile>();
    for (var path : spec.argumentsPaths()) {
      files.add(ArgumentsFile.read(path, form, lists));
    }
    return combination.isPresent()
        ? CombinedArguments.of(files, combination.get())
        : files.getFirst();
  }

  private static TaskFiles taskFiles(RunSpec spec, ListFiles lists) {
    return new TaskFiles(
        spec.extensions(),
        spec.directory(),
        new TaskFiles.Form(spec.lists().isRecursive(), spec.lists().isNull(), lists));
  }

  private static CommandTemplate template(RunSpec spec, List<String> columns) {
    var command = spec.command().orElseThrow();
    return at(
        "-C",
        () -> CommandTemplate.parse(command.template(), command.directory(), columns));
  }

  private static List<String> warnings(CommandTemplate template, List<String> others) {
    return Stream.concat(template.warnings().stream().map(w -> "-C: " + w), others.stream())
        .toList();
  }

  private static List<String> warnings(
      ArgumentLines lines,
      boolean isSplit,
      Variables variables) {
    var warnings = new ArrayList<String>();
    for (var file : lines.files()) {
      file.quotedFields().filter(_ -> isSplit).ifPresent(w -> warnings.add("-A: " + w));
      file.droppedBlanks().ifPresent(w -> warnings.add("-A: " + w));
    }
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
