package io.parallelr.tasker;

import io.parallelr.config.OneLine;
import io.parallelr.flow.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// What the options come to: those of the command line go over those of the flow file, these over
/// the environment, and this over the configuration.
///
/// @param command with all options set
/// @param ofFile words of the flow file
/// @param ofCommandLine words of the command line
/// @param dialect that the flow is in
record EffectiveOptions(
    TaskerCommand command,
    List<String> ofFile,
    List<String> ofCommandLine,
    Dialect dialect,
    Surroundings surroundings) {
  private static final Set<String> NO_SETTINGS =
      Set.of("--help", "--version", "--show-effective-args", "--show-recovery-info");
  private static final Map<String, String> VARIABLES = Map.of(
      "--type",
      "TASK_EXECUTOR_TYPE",
      "--log-dir",
      "TASK_EXECUTOR_LOG",
      "--timeout",
      "TASK_EXECUTOR_TIMEOUT");

  /// A line for each option.
  List<String> lines() {
    var given = given(ofCommandLine);
    var inFile = given(ofFile);
    return new CommandLine(command).getCommandSpec()
        .options()
        .stream()
        .filter(option -> !NO_SETTINGS.contains(option.longestName()))
        .map(option -> line(option, given, inFile))
        .toList();
  }

  private String line(OptionSpec option, Set<String> given, Set<String> inFile) {
    var name = option.longestName();
    var value = OneLine.of(Objects.toString(option.getValue(), ""));
    if (given.contains(name)) {
      return "%s: %s  (command line)".formatted(name, value);
    }
    if (inFile.contains(name)) {
      return "%s: %s  (flow file)".formatted(name, value);
    }
    return ofVariable(name).or(() -> ofConfiguration(name))
        .orElseGet(() -> "%s: %s  (default)".formatted(name, byDefault(name, value)));
  }

  private Optional<String> ofVariable(String name) {
    return Optional.ofNullable(VARIABLES.get(name))
        .flatMap(
            variable -> Optional.ofNullable(surroundings.environment().get(variable))
                .filter(value -> !value.isBlank())
                .map(
                    value -> "%s: %s  (environment variable %s)"
                        .formatted(name, OneLine.of(value), variable)));
  }

  private Optional<String> ofConfiguration(String name) {
    var configured = surroundings.configured();
    return switch (name) {
      case "--dialect" -> Optional.of(
          configured.dialect().equals(Integer.toString(dialect.number()))
              ? "--dialect: %s  (configuration tasker.dialect)".formatted(configured.dialect())
              : "--dialect: %d  (flow file)".formatted(dialect.number()));
      case "--max-steps" -> Optional.of(
          "--max-steps: %d  (configuration tasker.max-steps)".formatted(configured.maxSteps()));
      default -> Optional.empty();
    };
  }

  private String byDefault(String name, String value) {
    return switch (name) {
      case "--type" -> dialect.defaultType();
      case "--timeout" -> Integer.toString(dialect.timeoutSeconds());
      case "--log-level" -> "INFO";
      case "--log-dir" -> "~/TASKER/logs";
      default -> value.isEmpty() ? "none" : value;
    };
  }

  /// The options that words name.
  private static Set<String> given(List<String> words) {
    return TaskerMain.parse(new TaskerCommand(), words)
        .matchedOptions()
        .stream()
        .map(OptionSpec::longestName)
        .collect(Collectors.toSet());
  }
}
