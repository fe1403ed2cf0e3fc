package io.parallelr.tasker;

import io.parallelr.batch.InputException;
import io.parallelr.config.Settings;
import io.parallelr.flow.Commands;
import io.parallelr.flow.DefaultType;
import io.parallelr.flow.ExecutionType;
import io.parallelr.flow.ExecutionTypes;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.Rules;
import io.parallelr.flowfile.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What options, environment and configuration come to, in this order.
final class ResolvedOptions {
  private final TaskerCommand command;
  private final ExecutionContext context;

  ResolvedOptions(TaskerCommand command, ExecutionContext context) {
    this.command = command;
    this.context = context;
  }

  private Settings.Tasker configured() {
    return context.configured();
  }

  Dialect dialect() {
    return dialect(command.dialect == null ? configured().dialect() : command.dialect);
  }

  /// @throws TaskerError if there is none of that number
  static Dialect dialect(String number) {
    return Dialect.of(number)
        .orElseThrow(
            () -> new TaskerError(
                ExitCodes.USAGE,
                "--dialect: '%s' is not 1 or 2".formatted(number)));
  }

  ConsoleLog.Level level() {
    var name = command.logLevel == null
        ? command.debug ? "DEBUG" : "INFO"
        : command.logLevel.toUpperCase(Locale.ROOT);
    for (var level : ConsoleLog.Level.values()) {
      if (level.name().equals(name)) {
        return level;
      }
    }
    throw new TaskerError(
        ExitCodes.USAGE,
        "--log-level: '%s' is not ERROR, WARN, INFO or DEBUG".formatted(command.logLevel));
  }

  int maxSteps() {
    if (command.maxSteps == null) {
      return configured().maxSteps();
    }
    if (command.maxSteps < 1) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "--max-steps: '%d' is not a whole number of at least 1".formatted(command.maxSteps));
    }
    return command.maxSteps;
  }

  /// How hosts are looked for.
  Hosts hosts(Flow flow) {
    return new Hosts(
        types(flow),
        defaultType(flow),
        configured().hostProbe(),
        command.checkConnectivity,
        !command.skipCommandValidation && !command.skipValidation,
        context.environment().getOrDefault("PATH", "/usr/bin:/bin"),
        context.directory(),
        probeTime());
  }

  private Optional<Duration> probeTime() {
    return seconds("VALIDATION_TEST_TIMEOUT").filter(time -> time > 0).map(Duration::ofSeconds);
  }

  /// A variable of the environment that is a number of seconds; empty if it is not set.
  private Optional<Integer> seconds(String name) {
    var value = context.environment().getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.matches("\\d{1,9}")) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "%s is '%s', not a number of seconds".formatted(name, value));
    }
    return Optional.of(Integer.valueOf(value));
  }

  /// @param hosts names in place of those that the flow has
  Commands commands(Flow flow, Map<String, String> hosts) {
    return new Commands(types(flow), defaultType(flow), timeout(flow.dialect()),
        context.environment(), hosts);
  }

  /// By which rules the flow file is read.
  Rules rules() {
    var dialect = dialect();
    return new Rules(
        dialect,
        command.fireAndForget,
        command.checks(),
        type(dialect),
        context.environment());
  }

  /// The execution type of tasks that name none.
  String type(Flow flow) {
    if (command.type != null && types(flow).named(command.type).isEmpty()) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "-t: '%s' is not an execution type: use one of %s"
              .formatted(command.type, types(flow).names()));
    }
    return type(flow.dialect());
  }

  private String type(Dialect dialect) {
    return asked().orElse(dialect.defaultType());
  }

  /// The execution type that the user asks for.
  private Optional<String> asked() {
    return command.type == null
        ? Optional.ofNullable(context.environment().get("TASK_EXECUTOR_TYPE"))
            .filter(name -> !name.isBlank())
        : Optional.of(command.type);
  }

  /// The same with what is known of this machine, where nothing else need be asked for.
  DefaultType defaultType(Flow flow) {
    var name = type(flow);
    return asked().isPresent()
        ? DefaultType.asked(name)
        : new DefaultType(name, ThisHost.names());
  }

  ExecutionTypes types(Flow flow) {
    var types = new HashMap<String, ExecutionType>();
    configured().types().forEach((name, type) -> types.put(name, type(name, type)));
    return new ExecutionTypes(flow.dialect(), types);
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

  private int timeout(Dialect dialect) {
    if (command.timeout != null) {
      return clamped("-o", command.timeout);
    }
    return seconds("TASK_EXECUTOR_TIMEOUT").map(time -> clamped("TASK_EXECUTOR_TIMEOUT", time))
        .orElse(dialect.timeoutSeconds());
  }

  private int clamped(String origin, int seconds) {
    int used = Timeouts.clamp(seconds);
    if (used != seconds) {
      context.stderr()
          .println("tasker: warning: %s: %d is taken as %d".formatted(origin, seconds, used));
    }
    return used;
  }

  /// The task to begin with.
  int start(Flow flow) {
    if (command.startFrom == null) {
      return flow.start();
    }
    if (!flow.steps().containsKey(command.startFrom)) {
      throw new TaskerError(
          ExitCodes.DEPENDENCY,
          "--start-from: task %d is not defined".formatted(command.startFrom));
    }
    return command.startFrom;
  }
}
