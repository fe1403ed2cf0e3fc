package io.parallelr.flowfile;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// By which rules a flow file is read.
///
/// @param dialect in force unless the file asks for another
/// @param fireAndForget whether a failed task without routing is followed by the next, whatever the
///   dialect says
/// @param checks what is looked at beyond the syntax
/// @param defaultType execution type of tasks that name none
/// @param environment for `$NAME` in global variables, where the dialect has that
public record Rules(
    Dialect dialect,
    boolean fireAndForget,
    Set<Check> checks,
    String defaultType,
    Map<String, String> environment) {

  /// Something that is looked at.
  public enum Check {
    /// What tasks say of each other, and what their keys hold.
    TASKS,
    /// What looks as if it was to harm.
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

  /// Those that are in force if nobody says otherwise.
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
