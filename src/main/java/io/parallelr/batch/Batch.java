package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Count;
import io.parallelr.task.Identities;
import io.parallelr.task.Input;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The tasks of a run, each made when it is asked for: a million files do not become a million
/// commands in memory, nor their paths texts that are kept.
public final class Batch implements Iterable<Task> {
  private static final String SAME = "every task would run the same command";

  private final CommandTemplate template;
  private final Variables variables;
  private final Inputs inputs;
  private final Duration timeLimit;
  private final Retries retries;
  private final Amendments amendments;

  /// What tasks are made from.
  private sealed interface Inputs {
    int size();
  }

  private record Files(List<Path> paths) implements Inputs {
    @Override
    public int size() {
      return paths.size();
    }
  }

  private record Lines(ArgumentLines lines, Optional<Path> taskFile) implements Inputs {
    @Override
    public int size() {
      return lines.size();
    }
  }

  private Batch(
      CommandTemplate template,
      Variables variables,
      Inputs inputs,
      Duration timeLimit,
      Retries retries,
      Amendments amendments) {
    this.template = template;
    this.variables = variables;
    this.inputs = inputs;
    this.timeLimit = timeLimit;
    this.retries = retries;
    this.amendments = amendments;
  }

  /// A task for each file.
  ///
  /// @throws InputException if the template takes arguments
  public static Batch ofFiles(
      CommandTemplate template,
      List<Path> files,
      Duration timeLimit,
      Retries retries)
      throws InputException {
    if (template.highestArgument() > 0) {
      throw new InputException("has @ARG@, which needs an arguments file (-A)");
    }
    if (!template.usesTask() && !template.usesVariables()) {
      throw new InputException(
          "has no @TASK@, so %s; did you mean \"%s\"?"
              .formatted(
                  template.isSameForAll() ? SAME : "no task would use its file",
                  template.with("@TASK@")));
    }
    return new Batch(template, Variables.NONE, new Files(files), timeLimit, retries,
        Amendments.NONE);
  }

  /// A task for each line of an arguments file, or for each combination of lines of several.
  ///
  /// @param taskFiles what was found for `@TASK@`: none or one
  /// @throws InputException if the template asks for what a line does not have
  public static Batch ofLines(
      CommandTemplate template,
      ArgumentLines arguments,
      Variables variables,
      List<Path> taskFiles,
      Duration timeLimit,
      Retries retries)
      throws InputException {
    int count = arguments.argumentCount();
    if (taskFiles.size() > 1) {
      throw new InputException(
          "with -A, -T takes one template file, not %d files".formatted(taskFiles.size()));
    }
    if (template.usesTask() && taskFiles.isEmpty()) {
      throw new InputException("has @TASK@, which needs a template file (-T)");
    }
    if (!template.usesTask() && !taskFiles.isEmpty() && !template.usesVariables()) {
      throw new InputException(
          "has no @TASK@, so the -T file would not be used; did you mean \"%s\"?"
              .formatted(template.with("@TASK@")));
    }
    if (template.highestArgument() == 0 && variables.names().isEmpty()
        && !template.usesVariables()) {
      throw new InputException(
          "has no @ARG@, and there is no -E, so %s; did you mean \"%s\"?"
              .formatted(
                  template.isSameForAll() ? SAME : "no task would use its line",
                  template.with("@ARG@")));
    }
    boolean hasTasks = arguments.size() > 0 && count > 0;
    if (template.highestArgument() > count && hasTasks) {
      throw new InputException(
          "has @ARG_%d@, but the lines of %s have %s".formatted(
              template.highestArgument(),
              named(arguments),
              arguments(count)));
    }
    if (variables.names().size() > count && hasTasks) {
      throw new InputException(
          "-E names %s, but the lines of %s have %s".formatted(
              Count.of(variables.names().size(), "variable"),
              named(arguments),
              arguments(count)));
    }
    var inputs = new Lines(arguments, taskFiles.stream().findFirst());
    return new Batch(template, variables, inputs, timeLimit, retries, Amendments.NONE);
  }

  private static String named(ArgumentLines arguments) {
    return arguments.paths().stream().map(Path::toString).collect(Collectors.joining(" with "));
  }

  private static String arguments(int count) {
    return Count.of(count, "argument") + (count == 1 ? "; use -S to split lines" : "");
  }

  public int size() {
    return inputs.size();
  }

  /// The same tasks, and after them one for each of these files that has none yet.
  ///
  /// @throws InputException if its tasks are made from lines
  public Batch withFiles(List<Path> more) throws InputException {
    if (!(inputs instanceof Files(var paths))) {
      throw new InputException("its tasks are lines of -A: add lines with --arguments");
    }
    var added = new LinkedHashSet<>(more);
    paths.forEach(added::remove);
    return with(new Files(Concatenated.of(paths, List.copyOf(added))));
  }

  /// The same tasks, and after them one for each of these lines.
  ///
  /// @throws InputException if its tasks are files, or the lines are not as the others are
  public Batch withLines(List<String> more) throws InputException {
    if (!(inputs instanceof Lines(var lines, var taskFile))) {
      throw new InputException("its tasks are files: add files, without --arguments");
    }
    return more.isEmpty() ? this : with(new Lines(lines.with(more), taskFile));
  }

  private Batch with(Inputs newInputs) {
    return new Batch(template, variables, newInputs, timeLimit, retries, amendments);
  }

  /// The same tasks, some of which differ from what is said for all.
  public Batch amended(Amendments other) {
    return new Batch(template, variables, inputs, timeLimit, retries, other);
  }

  /// In what a task differs from what is said for all, in words.
  ///
  /// @param index counted from 0
  public Optional<String> note(int index) {
    return amendments.note(index);
  }

  /// The files of its tasks, if each has one of its own; else none.
  public List<Path> files() {
    return inputs instanceof Files(var paths) ? paths : List.of();
  }

  /// The file that all its tasks share.
  public Optional<Path> templateFile() {
    return inputs instanceof Lines(_, var taskFile) ? taskFile : Optional.empty();
  }

  /// The tasks from one on.
  ///
  /// @param index counted from 0
  public List<Task> from(int index) {
    return IntStream.range(index, size()).mapToObj(this::task).toList();
  }

  /// The files whose lines its tasks are made from; none if they are files themselves.
  public List<Path> argumentsFiles() {
    return inputs instanceof Lines(var lines, _) ? lines.paths() : List.of();
  }

  /// The same tasks, whose lines are found in other files from now on.
  ///
  /// @param moved where files are now; others stay where they are
  public Batch withArgumentsAt(Map<Path, Path> moved) {
    return inputs instanceof Lines(var lines, var taskFile)
        ? with(new Lines(lines.at(moved), taskFile))
        : this;
  }

  @Override
  public Iterator<Task> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public Task next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return task(next++);
      }
    };
  }

  /// One of them.
  ///
  /// @param index counted from 0; one less than its number in the run
  public Task task(int index) {
    var input = input(index);
    return amendments.amended(
        index,
        new Task(
            index + 1,
            name(index),
            input,
            template.commandFor(input, index + 1),
            variables.of(input.arguments()),
            timeLimit,
            retries,
            1));
  }

  /// What a task is known by, without making it.
  ///
  /// @param index counted from 0
  public Identities.Identity identity(int index, Identities identities) {
    var input = input(index);
    return identities.of(input.occurrence() > 0 ? "" : name(index), input);
  }

  private Input input(int index) {
    return switch (inputs) {
      case Files(var paths) -> new Input.File(paths.get(index));
      case Lines(var lines, var taskFile) -> {
        var line = lines.line(index);
        var file = lines.paths().getFirst();
        int occurrence = lines.occurrence(index);
        yield taskFile
            .<Input>map(
                t -> new Input.TemplateLine(
                    t,
                    file,
                    line.number(),
                    line.arguments(),
                    occurrence))
            .orElseGet(
                () -> new Input.Line(file, line.number(), line.arguments(), occurrence));
      }
    };
  }

  private String name(int index) {
    return amendments.name(index).orElseGet(() -> usualName(index));
  }

  private String usualName(int index) {
    return switch (inputs) {
      case Files(var paths) -> NativeText.of(paths.get(index));
      case Lines(var lines, _) -> lines.name(index);
    };
  }
}
