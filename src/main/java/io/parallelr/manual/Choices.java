package io.parallelr.manual;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// What a shell offers as the value of an option.
sealed interface Choices {

  /// What commands call a run that they need.
  Set<String> RUNS = Set.of("RUN", "RUN|FILE", "FIRST", "SECOND");

  /// One of some words.
  record Words(List<String> words) implements Choices {}

  /// Some of some words, with commas between them.
  record ListOf(List<String> words) implements Choices {}

  /// The name of a file, or of a directory.
  record Files() implements Choices {}

  /// The name of a directory.
  record Directories() implements Choices {}

  /// A run.
  record Runs() implements Choices {}

  /// A task of the run that the command is about.
  record Tasks() implements Choices {}

  /// Nothing that a shell could know.
  record Anything() implements Choices {}

  /// What is offered for an option or a parameter: words that are declared, or those of a label
  /// such as `svg|png`; else what the type or the label says.
  static Choices of(ArgSpec argument) {
    if (argument.completionCandidates() != null) {
      var words =
          StreamSupport.stream(argument.completionCandidates().spliterator(), false).toList();
      if (!words.isEmpty()) {
        return argument.splitRegex().equals(",") ? new ListOf(words) : new Words(words);
      }
    }
    var label = argument.paramLabel();
    if (RUNS.contains(label) || label.startsWith("[RUN]")) {
      return new Runs();
    }
    if (label.equals("TASK") && isOfRun(argument.command())) {
      return new Tasks();
    }
    if (label.contains("|")) {
      return new Words(List.of(label.split("\\|")));
    }
    if (Set.of("DIR", "DIRECTORY").contains(label)) {
      return new Directories();
    }
    return isPath(argument) || Set.of("FILE", "PATH", "PROGRAM").contains(label)
        ? new Files()
        : new Anything();
  }

  private static boolean isOfRun(CommandSpec command) {
    return command.positionalParameters().stream().anyMatch(p -> p.paramLabel().equals("RUN"));
  }

  private static boolean isPath(ArgSpec argument) {
    return Stream.concat(Stream.of(argument.type()), Stream.of(argument.auxiliaryTypes()))
        .anyMatch(Choices::isPath);
  }

  private static boolean isPath(Class<?> type) {
    return Path.class.isAssignableFrom(type) || File.class.isAssignableFrom(type);
  }
}
