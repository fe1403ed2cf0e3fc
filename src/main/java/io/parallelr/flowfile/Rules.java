package io.parallelr.flowfile;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// The rules for reading a flow file.
///
/// @param dialect in force unless the file asks for another
/// @param fireAndForget whether a failed task without routing is followed by the next, whatever the
///   dialect says
/// @param checks beyond the syntax
/// @param defaultType execution type of tasks without `exec`
/// @param environment for `$NAME` in global variables, if the dialect has them
public record Rules(
    Dialect dialect,
    boolean fireAndForget,
    Set<Check> checks,
    String defaultType,
    Map<String, String> environment) {

  /// A check.
  public enum Check {
    /// What tasks say about each other, and the values of their keys.
    TASKS,
    /// What looks like an attack.
    SECURITY,
    /// Whether subtasks are numbered after their block.
    SUBTASK_RANGE,
    /// Whether hosts are known before anything runs.
    KNOWN_HOSTS,
    /// Whether variables of the environment begin with `TASKER_`.
    STRICT_ENVIRONMENT
  }

  public Rules {
    checks = Set.copyOf(checks);
    environment = Map.copyOf(environment);
  }

  /// The rules without options.
  public static Rules of(Dialect dialect) {
    return new Rules(
        dialect,
        false,
        EnumSet.complementOf(EnumSet.of(Check.STRICT_ENVIRONMENT)),
        dialect.defaultType(),
        Map.of());
  }

  /// The same for a file that asks for a dialect.
  Rules in(Dialect asked) {
    return new Rules(
        fireAndForget ? asked.fireAndForget() : asked,
        fireAndForget,
        checks,
        defaultType,
        environment);
  }

  boolean has(Check check) {
    return checks.contains(check);
  }
}
