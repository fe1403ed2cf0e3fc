package io.parallelr.flowrun;

import io.parallelr.flow.Commands;
import io.parallelr.flow.DefaultType;
import io.parallelr.flow.ExecutionTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How a flow is run: every value decided and checked. Immutable.
///
/// @param maxSteps the number of tasks after which a flow is ended as one that loops forever
/// @param keepsState whether the state is kept on disk, and a failed run resumed
/// @param copiesFlow whether a copy of the flow file is kept beside the log
/// @param logDirectory empty for `~/TASKER/logs`
public record RunOptions(
    ConsoleLog.Level level,
    int maxSteps,
    boolean keepsState,
    boolean copiesFlow,
    SecondInstance secondInstance,
    Optional<Path> logDirectory,
    Reporting reporting,
    Launching launching,
    HostChecks hostChecks) {

  /// What happens if the same flow with the same variables is running already.
  public enum SecondInstance {
    /// That is not checked.
    NOT_CHECKED,
    /// This run is refused.
    REFUSED,
    /// This run begins with a warning.
    WARNED
  }

  /// Who is notified of the end of a run.
  ///
  /// @param document path of the result document as the user named it; an empty text for tasker's
  ///   own directory; empty if none is written
  /// @param project whose summary gets a line
  /// @param alert program to run when the flow fails
  public record Reporting(
      Optional<String> document,
      Optional<String> project,
      Optional<Path> alert) {}

  /// How tasks become commands.
  ///
  /// @param timeoutSeconds limit of tasks that have none of their own
  public record Launching(ExecutionTypes types, DefaultType defaultType, int timeoutSeconds) {
    /// The commands of a flow.
    ///
    /// @param hosts names in place of those that the flow has
    public Commands commands(Map<String, String> environment, Map<String, String> hosts) {
      return new Commands(types, defaultType, timeoutSeconds, environment, hosts);
    }
  }

  /// How hosts are checked before a run.
  ///
  /// @param probe `ping`, `tcp` or `none`
  /// @param connects whether commands are also tried on each host
  /// @param programs whether the programs of execution types must be there
  /// @param probeTime limit of each test, in place of the one of its execution type
  public record HostChecks(
      String probe,
      boolean connects,
      boolean programs,
      Optional<Duration> probeTime) {}
}
