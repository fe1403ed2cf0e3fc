package io.parallelr.manual;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Where on a command line names of runs and tasks stand, which only the program itself knows. A
/// place is written as a pattern of a shell: `log:1` is the second word after `log` that is not an
/// option, and `kill:--task` what follows that option.
record LiveNames(Program program) {
  /// How many of the newest runs are offered.
  static final int RUNS = 50;

  /// Whether the program has any.
  boolean areThere() {
    return program.name().equals("parallelr");
  }

  /// The places of runs.
  String runs() {
    return places(Choices.Runs.class::isInstance);
  }

  /// The places of tasks.
  String tasks() {
    return places(Choices.Tasks.class::isInstance);
  }

  /// The options whose values are not words of their own.
  String withValues() {
    return patterns(
        program.commands()
            .stream()
            .flatMap(
                command -> command.options()
                    .stream()
                    .filter(option -> option.arity().max() > 0)
                    .flatMap(option -> places(command, option))));
  }

  private String places(Predicate<Choices> what) {
    return patterns(program.commands().stream().flatMap(command -> {
      var options = command.options()
          .stream()
          .filter(option -> what.test(Choices.of(option)))
          .flatMap(option -> places(command, option));
      var words = command.spec()
          .positionalParameters()
          .stream()
          .filter(word -> what.test(Choices.of(word)))
          .map(word -> verb(command) + ":" + position(word));
      return Stream.concat(words, options);
    }));
  }

  private static Stream<String> places(Program.Command command, OptionSpec option) {
    return Stream.of(option.names()).map(name -> verb(command) + ":" + name);
  }

  private static String verb(Program.Command command) {
    return String.join(" ", command.words());
  }

  private static String position(PositionalParamSpec word) {
    int from = word.index().min();
    boolean isOne = word.index().max() == from || isOptional(word);
    return isOne ? Integer.toString(from) : from == 0 ? "[0-9]*" : "[1-9]*";
  }

  /// Whether a further word may stand before what is always there.
  private static boolean isOptional(ArgSpec word) {
    return word.paramLabel().startsWith("[");
  }

  private static String patterns(Stream<String> places) {
    List<String> all = places.distinct().toList();
    return all.stream().map(place -> place.replace(" ", "\\ ")).collect(Collectors.joining("|"));
  }
}
