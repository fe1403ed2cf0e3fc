package io.parallelr.flowrun;

import io.parallelr.config.Configuration;
import io.parallelr.config.Settings;
import io.parallelr.config.Sources;
import io.parallelr.run.Installation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Reads the configuration, once for all flows with the same environment. For any threads.
public final class Configurations {
  /// Variables that differ from task to task, and do not affect the configuration.
  private static final Set<String> OF_TASKS = Set.of(
      "PARALLELR_TASK", "PARALLELR_SEQ", "PARALLELR_SLOT", "PARALLELR_SLOTS", "PARALLELR_ATTEMPT",
      "PARALLELR_RUN_ID");

  private final Map<Map<String, String>, Settings.Tasker> known = new ConcurrentHashMap<>();

  public Configurations() {}

  /// The settings in force.
  ///
  /// @throws TaskerError if there is a mistake in them
  Settings.Tasker in(ExecutionContext context) {
    var environment = new HashMap<>(context.environment());
    environment.keySet().removeAll(OF_TASKS);
    return known.computeIfAbsent(environment, e -> read(e, context));
  }

  private static Settings.Tasker read(Map<String, String> environment, ExecutionContext context) {
    var installation = Installation.of(environment, context.directory());
    var sources = new Sources(
        installation.systemConfiguration(),
        installation.userConfiguration(),
        List.of(),
        environment,
        List.of());
    return switch (Configuration.load(sources)) {
      case Configuration.Invalid(var errors) ->
        throw new TaskerError(ExitCodes.USAGE, String.join("\ntasker: ", errors));
      case Configuration.Valid valid -> valid.settings().tasker();
    };
  }
}
