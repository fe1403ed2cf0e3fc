package io.parallelr.tasker;

import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Timeouts;
import io.parallelr.task.Printable;
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
final class EffectiveOptions {
  private static final Set<String> NO_SETTINGS =
      Set.of("--help", "--version", "--dry-run", "--show-effective-args", "--show-recovery-info");
  private static final Map<String, String> VARIABLES = Map.of(
      "--type",
      "TASK_EXECUTOR_TYPE",
      "--log-dir",
      "TASK_EXECUTOR_LOG",
      "--timeout",
      "TASK_EXECUTOR_TIMEOUT");
  private final TaskerCommand command;
  private final List<String> ofFile;
  private final List<String> ofCommandLine;
  private final Dialect dialect;
  private final ExecutionContext context;

  /// @param command with all options set
  /// @param ofFile words of the flow file
  /// @param ofCommandLine words of the command line
  /// @param dialect that the flow is in
  EffectiveOptions(TaskerCommand command, List<String> ofFile, List<String> ofCommandLine,
      Dialect dialect, ExecutionContext context) {
    this.command = command;
    this.ofFile = ofFile;
    this.ofCommandLine = ofCommandLine;
    this.dialect = dialect;
    this.context = context;
  }

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
    var value = Printable.of(Objects.toString(option.getValue(), ""));
    var line = decided(name);
    if (line.isPresent()) {
      return line.get();
    }
    if (given.contains(name)) {
      return shown(name, inForce(name, value), "command line");
    }
    if (inFile.contains(name)) {
      return shown(name, inForce(name, value), "flow file");
    }
    return ofVariable(name).or(() -> ofConfiguration(name))
        .orElseGet(() -> shown(name, byDefault(name, value), "default"));
  }

  private static String shown(String name, String value, String origin) {
    return "%s: %s  (%s)".formatted(name, value, origin);
  }

  /// What something else than the option itself decides.
  private Optional<String> decided(String name) {
    var number = Integer.toString(dialect.number());
    return switch (name) {
      case "--dialect" ->
        new ResolvedOptions(command, context).dialect().number() == dialect.number()
            ? Optional.empty()
            : Optional.of(shown(name, number, "comment in the flow file"));
      case "--log-level" -> command.logLevel == null && command.debug
          ? Optional.of(shown(name, "DEBUG", "--debug"))
          : Optional.empty();
      case "--auto-recovery" -> command.recovers() && !command.autoRecovery
          ? Optional.of(shown(name, "true", "--output-json"))
          : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// The value of an option that is given, as it is taken.
  private static String inForce(String name, String value) {
    return switch (name) {
      case "--timeout" -> Integer.toString(Timeouts.clamp(Integer.parseInt(value)));
      case "--output-json" -> value.isEmpty() ? "tasker's own directory" : value;
      default -> value;
    };
  }

  private Optional<String> ofVariable(String name) {
    return Optional.ofNullable(VARIABLES.get(name))
        .flatMap(
            variable -> Optional.ofNullable(context.environment().get(variable))
                .filter(value -> !value.isBlank())
                .map(value -> shown(name, taken(name, value), "environment variable " + variable)));
  }

  private static String taken(String name, String value) {
    var text = Printable.of(value.strip());
    return text.matches("\\d{1,9}") ? inForce(name, text) : text;
  }

  private Optional<String> ofConfiguration(String name) {
    var configured = context.configured();
    return switch (name) {
      case "--dialect" ->
        Optional.of(shown(name, configured.dialect(), "configuration tasker.dialect"));
      case "--max-steps" -> Optional.of(
          shown(name, Integer.toString(configured.maxSteps()), "configuration tasker.max-steps"));
      default -> Optional.empty();
    };
  }

  private String byDefault(String name, String value) {
    return switch (name) {
      case "--type" -> dialect.defaultType() + ", and local for this host";
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
