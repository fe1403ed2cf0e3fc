package io.parallelr.tasker;

import io.parallelr.config.Settings;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.TaskerError;
import io.parallelr.tasker.TaskerOption.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The options in force. In this order a value comes from the command line, the flow file, another
/// option that implies it, the environment, the configuration, and the default. Immutable.
final class EffectiveOptions {
  private final GivenOptions onCommandLine;
  private final GivenOptions inFile;
  private final Map<String, String> environment;
  private final Supplier<Settings.Tasker> configured;
  private final Optional<Dialect> ofFlow;

  private EffectiveOptions(GivenOptions onCommandLine, GivenOptions inFile,
      Map<String, String> environment, Supplier<Settings.Tasker> configured,
      Optional<Dialect> ofFlow) {
    this.onCommandLine = onCommandLine;
    this.inFile = inFile;
    this.environment = environment;
    this.configured = configured;
    this.ofFlow = ofFlow;
  }

  static EffectiveOptions of(
      GivenOptions onCommandLine,
      Map<String, String> environment,
      Supplier<Settings.Tasker> configured) {
    return new EffectiveOptions(
        onCommandLine, GivenOptions.NONE, environment, configured, Optional.empty());
  }

  /// The same with those of the flow file.
  EffectiveOptions withFile(GivenOptions given) {
    return new EffectiveOptions(onCommandLine, given, environment, configured, ofFlow);
  }

  /// The same for a flow that has been read, whose dialect decides some defaults.
  EffectiveOptions forFlow(Dialect dialect) {
    return new EffectiveOptions(
        onCommandLine, inFile, environment, configured, Optional.of(dialect));
  }

  /// The dialect of the flow, or the one that is asked for.
  ///
  /// @throws TaskerError if that does not exist
  Dialect dialect() {
    return ofFlow.orElseGet(this::requestedDialect);
  }

  private Dialect requestedDialect() {
    return dialect(value(TaskerOptions.DIALECT).orElseThrow());
  }

  /// @throws TaskerError if there is no dialect of that number
  static Dialect dialect(String number) {
    return Dialect.of(number)
        .orElseThrow(
            () -> new TaskerError(
                ExitCodes.USAGE,
                "--dialect: '%s' is not 1 or 2".formatted(number)));
  }

  boolean isSet(TaskerOption<Boolean> flag) {
    return value(flag).orElse(false);
  }

  /// The value in force; empty if the option is not given and has no default.
  <T> Optional<T> value(TaskerOption<T> option) {
    return setting(option).map(Setting::value)
        .or(() -> option.byDefault(dialect()));
  }

  /// The value in force with its origin; empty if it is the default.
  <T> Optional<Setting<T>> setting(TaskerOption<T> option) {
    return onCommandLine.value(option)
        .map(value -> option.given(value, "command line"))
        .or(() -> inFile.value(option).map(value -> option.given(value, "flow file")))
        .or(() -> implied(option))
        .or(() -> option.inEnvironment(environment::get))
        .or(() -> option.inConfiguration(configured));
  }

  private <T> Optional<Setting<T>> implied(TaskerOption<T> option) {
    return TaskerOptions.all()
        .stream()
        .filter(this::isGiven)
        .flatMap(other -> other.implied(option).stream())
        .findFirst();
  }

  private boolean isGiven(TaskerOption<?> option) {
    return onCommandLine.values().containsKey(option) || inFile.values().containsKey(option);
  }

  /// A line for each option: its value, and where that comes from.
  List<String> lines() {
    return TaskerOptions.all()
        .stream()
        .filter(TaskerOption::isListed)
        .map(this::line)
        .toList();
  }

  private <T> String line(TaskerOption<T> option) {
    if (option == TaskerOptions.DIALECT && dialect().number() != requestedDialect().number()) {
      return line(option, Integer.toString(dialect().number()), "comment in the flow file");
    }
    return setting(option).map(s -> line(option, option.shown(s.value()), s.origin()))
        .orElseGet(() -> line(option, option.defaultShown(dialect()), "default"));
  }

  private static String line(TaskerOption<?> option, String value, String origin) {
    return "%s: %s  (%s)".formatted(option.longestName(), value, origin);
  }
}
