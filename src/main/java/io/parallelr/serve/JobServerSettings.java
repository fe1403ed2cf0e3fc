package io.parallelr.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// How jobs are run.
///
/// @param data the directory of all that is kept; absolute
/// @param workingDirectory in which tasks run that do not say otherwise; absolute
/// @param environment that tasks get
/// @param withheld names of variables of this process's environment that they do not get
/// @param slots how many processes run at once
/// @param grace how long a task is given to end by itself
/// @param restart what becomes of jobs that had not ended when an earlier server did
/// @param rerunsUnknown whether a step is run again of which nobody knows how it ended; else it has
///   failed
/// @param types how scripts are run
/// @param rendersValues whether the values of variables are templates, too
/// @param code of this process that steps may run
public record JobServerSettings(
    Path data,
    Path workingDirectory,
    Map<String, String> environment,
    Set<String> withheld,
    int slots,
    Duration grace,
    JobServer.OnRestart restart,
    boolean rerunsUnknown,
    boolean rendersValues,
    StepTypes types,
    InsideCode code) {
  public JobServerSettings {
    environment = Map.copyOf(environment);
    withheld = Set.copyOf(withheld);
  }

  /// With the step types that are built in, and without code of this process.
  public JobServerSettings(
      Path data,
      Path workingDirectory,
      Map<String, String> environment,
      Set<String> withheld,
      int slots,
      Duration grace,
      JobServer.OnRestart restart,
      boolean rerunsUnknown,
      boolean rendersValues) {
    this(
        data,
        workingDirectory,
        environment,
        withheld,
        slots,
        grace,
        restart,
        rerunsUnknown,
        rendersValues,
        StepTypes.builtIn(),
        InsideCode.NONE);
  }

  /// The same with other step types.
  public JobServerSettings with(StepTypes others) {
    return new JobServerSettings(
        data,
        workingDirectory,
        environment,
        withheld,
        slots,
        grace,
        restart,
        rerunsUnknown,
        rendersValues,
        others,
        code);
  }
}
