package io.parallelr.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a task comes from.
public sealed interface Input {

  /// A task file of its own.
  record File(Path path) implements Input {}

  /// A line of an arguments file, applied to a template file that all lines share.
  ///
  /// @param line counted from 1
  /// @param occurrence counted from 1 among the lines with the same arguments
  record TemplateLine(
      Path template,
      Path argumentsFile,
      int line,
      List<String> arguments,
      int occurrence) implements Input {
    public TemplateLine {
      arguments = List.copyOf(arguments);
    }

    /// The only line with these arguments, or the first.
    public TemplateLine(Path template, Path argumentsFile, int line, List<String> arguments) {
      this(template, argumentsFile, line, arguments, 1);
    }
  }

  /// A line of an arguments file alone.
  ///
  /// @param line counted from 1
  /// @param occurrence counted from 1 among the lines with the same arguments
  record Line(Path argumentsFile, int line, List<String> arguments, int occurrence)
      implements
        Input {
    public Line {
      arguments = List.copyOf(arguments);
    }

    /// The only line with these arguments, or the first.
    public Line(Path argumentsFile, int line, List<String> arguments) {
      this(argumentsFile, line, arguments, 1);
    }
  }

  /// Nothing that is said of it: the task was made by a program.
  record None() implements Input {}

  /// The file that `@TASK@` stands for.
  default Optional<Path> taskFile() {
    return switch (this) {
      case File(var path) -> Optional.of(path);
      case TemplateLine(var template, _, _, _, _) -> Optional.of(template);
      case Line _,None() -> Optional.empty();
    };
  }

  /// The same with other arguments.
  default Input withArguments(List<String> others) {
    return switch (this) {
      case TemplateLine t -> new TemplateLine(
          t.template(),
          t.argumentsFile(),
          t.line(),
          others,
          t.occurrence());
      case Line l -> new Line(l.argumentsFile(), l.line(), others, l.occurrence());
      case File _,None _ -> this;
    };
  }

  /// What the placeholders `@ARG_1@`… stand for; empty without an arguments file.
  default List<String> arguments() {
    return switch (this) {
      case File _,None() -> List.of();
      case TemplateLine(_, _, _, var arguments, _) -> arguments;
      case Line(_, _, var arguments, _) -> arguments;
    };
  }

  /// Which of the lines with the same arguments it is, counted from 1; 0 without an arguments file.
  default int occurrence() {
    return switch (this) {
      case File _,None() -> 0;
      case TemplateLine(_, _, _, _, var occurrence) -> occurrence;
      case Line(_, _, _, var occurrence) -> occurrence;
    };
  }
}
