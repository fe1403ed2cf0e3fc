package io.parallelr.tasker;

import static io.parallelr.tasker.TaskerOptions.ALERT;
import static io.parallelr.tasker.TaskerOptions.AUTO_RECOVERY;
import static io.parallelr.tasker.TaskerOptions.CHECK_CONNECTIVITY;
import static io.parallelr.tasker.TaskerOptions.FIRE_AND_FORGET;
import static io.parallelr.tasker.TaskerOptions.FORCE_INSTANCE;
import static io.parallelr.tasker.TaskerOptions.INSTANCE_CHECK;
import static io.parallelr.tasker.TaskerOptions.LOG_DIR;
import static io.parallelr.tasker.TaskerOptions.LOG_LEVEL;
import static io.parallelr.tasker.TaskerOptions.MAX_STEPS;
import static io.parallelr.tasker.TaskerOptions.NO_TASK_BACKUP;
import static io.parallelr.tasker.TaskerOptions.OUTPUT_JSON;
import static io.parallelr.tasker.TaskerOptions.PROJECT;
import static io.parallelr.tasker.TaskerOptions.SKIP_COMMAND_VALIDATION;
import static io.parallelr.tasker.TaskerOptions.SKIP_HOST_VALIDATION;
import static io.parallelr.tasker.TaskerOptions.SKIP_SECURITY_VALIDATION;
import static io.parallelr.tasker.TaskerOptions.SKIP_SUBTASK_RANGE_VALIDATION;
import static io.parallelr.tasker.TaskerOptions.SKIP_TASK_VALIDATION;
import static io.parallelr.tasker.TaskerOptions.SKIP_UNRESOLVED_HOST_VALIDATION;
import static io.parallelr.tasker.TaskerOptions.SKIP_VALIDATION;
import static io.parallelr.tasker.TaskerOptions.STRICT_ENV_VALIDATION;
import static io.parallelr.tasker.TaskerOptions.TIMEOUT;
import static io.parallelr.tasker.TaskerOptions.TYPE;

import io.parallelr.batch.InputException;
import io.parallelr.config.Settings;
import io.parallelr.flow.DefaultType;
import io.parallelr.flow.ExecutionType;
import io.parallelr.flow.ExecutionTypes;
import io.parallelr.flowfile.Rules;
import io.parallelr.flowfile.Timeouts;
import io.parallelr.flowrun.ConsoleLog;
import io.parallelr.flowrun.ExecutionContext;
import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.RunOptions;
import io.parallelr.flowrun.RunOptions.SecondInstance;
import io.parallelr.flowrun.TaskerError;
import io.parallelr.flowrun.ThisHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Turns the options in force into the rules for reading a flow file, and the options of a run.
final class OptionResolver {
  private static final String PROBE_TIME = "VALIDATION_TEST_TIMEOUT";
  private final EffectiveOptions options;
  private final ExecutionContext context;

  OptionResolver(EffectiveOptions options, ExecutionContext context) {
    this.options = options;
    this.context = context;
  }

  /// The rules by which the flow file is read.
  Rules rules() {
    return new Rules(
        options.dialect(),
        options.isSet(FIRE_AND_FORGET),
        checks(),
        options.value(TYPE).orElseThrow(),
        context.environment());
  }

  private Set<Rules.Check> checks() {
    var checks = EnumSet.noneOf(Rules.Check.class);
    if (checksTasks()) {
      checks.add(Rules.Check.TASKS);
    }
    if (!skips(SKIP_SECURITY_VALIDATION)) {
      checks.add(Rules.Check.SECURITY);
    }
    if (!options.isSet(SKIP_SUBTASK_RANGE_VALIDATION)) {
      checks.add(Rules.Check.SUBTASK_RANGE);
    }
    if (!options.isSet(SKIP_UNRESOLVED_HOST_VALIDATION) && checksHosts()) {
      checks.add(Rules.Check.KNOWN_HOSTS);
    }
    if (options.isSet(STRICT_ENV_VALIDATION)) {
      checks.add(Rules.Check.STRICT_ENVIRONMENT);
    }
    return checks;
  }

  private boolean skips(TaskerOption<Boolean> check) {
    return options.isSet(check) || options.isSet(SKIP_VALIDATION);
  }

  boolean checksTasks() {
    return !skips(SKIP_TASK_VALIDATION);
  }

  boolean checksHosts() {
    return !skips(SKIP_HOST_VALIDATION);
  }

  /// Warnings for the user about checks that are left out.
  List<String> warnings() {
    var skipped = new ArrayList<String>();
    if (skips(SKIP_TASK_VALIDATION)) {
      skipped.add("tasks are not checked");
    }
    if (skips(SKIP_HOST_VALIDATION)) {
      skipped.add("hosts are not checked");
    }
    if (skips(SKIP_COMMAND_VALIDATION)) {
      skipped.add("programs of execution types are not checked");
    }
    if (skips(SKIP_SECURITY_VALIDATION)) {
      skipped.add("hosts, commands and arguments are not checked for harm");
    }
    if (options.isSet(FIRE_AND_FORGET)) {
      skipped.add("the flow continues after failures, and ignores those without routing");
    }
    return skipped;
  }

  /// The options of a run. Warns if a value is out of range.
  ///
  /// @throws TaskerError if a value is wrong
  RunOptions forRun() {
    return new RunOptions(
        level(),
        maxSteps(),
        options.isSet(AUTO_RECOVERY),
        !options.isSet(NO_TASK_BACKUP),
        secondInstance(),
        options.value(LOG_DIR),
        new RunOptions.Reporting(
            options.value(OUTPUT_JSON), options.value(PROJECT), options.value(ALERT)),
        launching(),
        new RunOptions.HostChecks(
            context.configured().hostProbe(),
            options.isSet(CHECK_CONNECTIVITY),
            !skips(SKIP_COMMAND_VALIDATION),
            probeTime()));
  }

  private ConsoleLog.Level level() {
    var name = options.value(LOG_LEVEL).orElseThrow();
    for (var level : ConsoleLog.Level.values()) {
      if (level.name().equals(name.toUpperCase(Locale.ROOT))) {
        return level;
      }
    }
    throw new TaskerError(
        ExitCodes.USAGE,
        "--log-level: '%s' is not ERROR, WARN, INFO or DEBUG".formatted(name));
  }

  private int maxSteps() {
    int steps = options.value(MAX_STEPS).orElseThrow();
    if (steps < 1) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "--max-steps: '%d' is not a whole number of at least 1".formatted(steps));
    }
    return steps;
  }

  private SecondInstance secondInstance() {
    if (!options.isSet(INSTANCE_CHECK)) {
      return SecondInstance.NOT_CHECKED;
    }
    return options.isSet(FORCE_INSTANCE) ? SecondInstance.WARNED : SecondInstance.REFUSED;
  }

  private RunOptions.Launching launching() {
    var types = new HashMap<String, ExecutionType>();
    context.configured().types().forEach((name, type) -> types.put(name, type(name, type)));
    var known = new ExecutionTypes(options.dialect(), types);
    return new RunOptions.Launching(known, defaultType(known), timeout());
  }

  private static ExecutionType type(String name, Settings.ExecutionType type) {
    try {
      return ExecutionType.of(
          name,
          type.command(),
          type.probe().orElse(""),
          type.expect().orElse(""),
          type.probeTimeout(),
          type.needsHost());
    } catch (InputException e) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "tasker.types.%s: %s".formatted(name, e.getMessage()));
    }
  }

  private DefaultType defaultType(ExecutionTypes known) {
    var requested = options.setting(TYPE);
    if (requested.isEmpty()) {
      return new DefaultType(options.value(TYPE).orElseThrow(), ThisHost.names());
    }
    var name = requested.get().value();
    if (requested.get().isOption() && known.named(name).isEmpty()) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "-t: '%s' is not an execution type: use one of %s".formatted(name, known.names()));
    }
    return DefaultType.asked(name);
  }

  private int timeout() {
    int given = options.value(TIMEOUT).orElseThrow();
    int used = Timeouts.clamp(given);
    if (used != given) {
      options.setting(TIMEOUT)
          .ifPresent(
              setting -> context.stderr()
                  .println(
                      "tasker: warning: %s: %d is taken as %d"
                          .formatted(setting.name(), given, used)));
    }
    return used;
  }

  private Optional<Duration> probeTime() {
    return Optional.ofNullable(context.environment().get(PROBE_TIME))
        .filter(text -> !text.isBlank())
        .map(text -> Seconds.read(PROBE_TIME, text))
        .filter(seconds -> seconds > 0)
        .map(Duration::ofSeconds);
  }
}
