package io.parallelr.cli;

import io.parallelr.batch.TaskOrder;
import io.parallelr.cli.DeclaredOption.FilePath;
import io.parallelr.cli.DeclaredOption.FilePaths;
import io.parallelr.cli.DeclaredOption.Flag;
import io.parallelr.cli.DeclaredOption.Setting;
import io.parallelr.cli.DeclaredOption.Toggle;
import io.parallelr.cli.DeclaredOption.Value;
import io.parallelr.cli.DeclaredOption.Values;
import io.parallelr.config.Key;
import io.parallelr.journal.RunLabels;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.ListedArguments;
import io.parallelr.run.RunSpec;
import io.parallelr.run.UserError;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;

/// The options of one command line. Immutable.
final class GivenOptions {
  private static final int MOST_SEEDS = 1_000_000_000;

  private final Map<String, Object> values; // by the option's first name, in the order given
  private final List<String> tasks;

  private GivenOptions(Map<String, Object> values, List<String> tasks) {
    this.values = values;
    this.tasks = List.copyOf(tasks);
  }

  /// No option.
  static GivenOptions none() {
    return new GivenOptions(Map.of(), List.of());
  }

  /// Takes a command line apart.
  ///
  /// @throws CommandLine.ParameterException if that cannot be done
  static GivenOptions parse(CommandLine parser, List<String> words) {
    return of(parser.parseArgs(words.toArray(String[]::new)));
  }

  static GivenOptions of(CommandLine.ParseResult parsed) {
    var values = new LinkedHashMap<String, Object>();
    for (var option : parsed.matchedOptions()) {
      values.put(option.names()[0], option.getValue());
    }
    return new GivenOptions(values, List.of());
  }

  /// The same with an option that names the run whose tasks are run again.
  ///
  /// @param run empty where the help is asked for
  /// @param only the tasks to run; empty for what the option says
  GivenOptions rerunning(Value option, Optional<String> run, List<String> only) {
    var more = new LinkedHashMap<>(values);
    run.ifPresent(name -> more.put(option.name(), name));
    return new GivenOptions(more, only);
  }

  /// The tasks of the earlier run that are run alone; empty if that is not asked for.
  List<String> tasks() {
    return tasks;
  }

  boolean has(DeclaredOption option) {
    return values.containsKey(option.name());
  }

  /// Those that were given, in their order.
  List<DeclaredOption> all() {
    return values.keySet()
        .stream()
        .flatMap(name -> Options.all().stream().filter(option -> option.name().equals(name)))
        .toList();
  }

  boolean is(Flag flag) {
    return has(flag);
  }

  Optional<Boolean> of(Toggle toggle) {
    return value(toggle, Boolean.class);
  }

  Optional<String> of(Value option) {
    return value(option, String.class);
  }

  Optional<String> of(FilePath option) {
    return value(option, Path.class).map(NativeText::of);
  }

  List<String> of(FilePaths option) {
    return value(option, List.class)
        .map(GivenOptions::paths)
        .orElse(List.of());
  }

  private static List<String> paths(List<?> paths) {
    return paths.stream().map(path -> NativeText.of((Path) path)).toList();
  }

  List<String> of(Values option) {
    return value(option, List.class).map(GivenOptions::strings).orElse(List.of());
  }

  private <T> Optional<T> value(DeclaredOption option, Class<T> type) {
    return Optional.ofNullable(values.get(option.name())).map(type::cast);
  }

  private static List<String> strings(List<?> values) {
    return values.stream().map(String.class::cast).toList();
  }

  /// Whether tasks are to be run, not only to be shown.
  boolean runs() {
    return (is(Options.RUN) || resumed().isPresent()) && !is(Options.DRY_RUN);
  }

  /// The run whose tasks are to be run, however much of it.
  Optional<String> resumed() {
    return of(Options.RESUME).or(() -> of(Options.RETRY_FAILED));
  }

  /// What is to be run.
  ///
  /// @param directory against which relative paths are taken; absolute
  RunSpec spec(Path directory) {
    return new RunSpec(
        directory,
        of(Options.TASKS),
        of(Options.EXTENSIONS),
        new ListedArguments(of(Options.ARGUMENTS_FILES), of(Options.COMBINE)),
        of(Options.SEPARATOR),
        of(Options.VARIABLES),
        of(Options.COMMAND).map(text -> new RunSpec.Command(text, directory)),
        of(Options.SECRET_VARIABLES),
        is(Options.WATCH),
        is(Options.LOG_TASK_OUTPUT),
        of(Options.CONFIG),
        settings(),
        new RunSpec.Lists(is(Options.NULL), is(Options.HEADER), is(Options.RECURSIVE)),
        order(),
        labels());
  }

  /// A seed that was not given is chosen here, so that the run records it.
  private Optional<String> order() {
    return of(Options.SHUFFLE)
        .map(
            seed -> TaskOrder.shuffled(
                seed.equals(Options.ANY_SEED)
                    ? Integer.toString(new SecureRandom().nextInt(MOST_SEEDS))
                    : seed))
        .or(() -> of(Options.ORDER));
  }

  private RunLabels labels() {
    var tags = new LinkedHashMap<String, String>();
    for (var tag : of(Options.TAGS)) {
      int equals = tag.indexOf('=');
      if (equals < 1) {
        throw usage("--tag: '%s' has no value; write KEY=VALUE".formatted(tag));
      }
      if (tags.put(tag.substring(0, equals), tag.substring(equals + 1)) != null) {
        throw usage("--tag: %s is given twice".formatted(tag.substring(0, equals)));
      }
    }
    try {
      return new RunLabels(of(Options.NAME).map(RunLabels::checkedName), tags);
    } catch (IllegalArgumentException e) {
      throw new UserError(ExitStatus.USAGE, "--name: " + e.getMessage(), e);
    }
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }

  /// The values that override the configuration.
  List<RunSpec.Setting> settings() {
    var settings = new ArrayList<RunSpec.Setting>();
    for (var option : all()) {
      if (option instanceof Setting setting) {
        settings.addAll(settings(setting, String.valueOf(values.get(option.name()))));
      }
    }
    boolean hasStopLimit = Stream.of(
        Options.STOP_LIMITS,
        Options.MAX_CONSECUTIVE_FAILURES,
        Options.MAX_FAILURE_RATE,
        Options.MIN_TASKS_FOR_RATE).anyMatch(this::has);
    if (is(Options.NO_HEADERS)) {
      settings.add(
          new RunSpec.Setting(
              Key.HEADERS.path(), "false", "option " + Options.NO_HEADERS.name()));
    }
    if (hasStopLimit) {
      settings.add(setting(Options.STOP_LIMITS, "true"));
    }
    return settings;
  }

  /// A time limit is a number or a percentage, which are two keys: one replaces the other.
  private static List<RunSpec.Setting> settings(Setting option, String value) {
    if (!option.equals(Options.TIMEOUT)) {
      return List.of(setting(option, value));
    }
    boolean isPercent = value.strip().endsWith("%");
    return List.of(
        setting(option, isPercent ? "off" : value),
        new RunSpec.Setting(
            Key.TIMEOUT_PERCENT.path(), isPercent ? value.strip() : "off",
            "option " + option.name()));
  }

  private static RunSpec.Setting setting(Setting option, String value) {
    return new RunSpec.Setting(option.key().path(), value, "option " + option.name());
  }
}
