package io.parallelr.prunner;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A task of a pipeline.
///
/// @param script its items, which one shell runs in turn; templates of the text
/// @param dependsOn the names of the tasks that must be done before it starts
/// @param environment of this task, as given; in the order of the file
public record PipelineTask(
    String name,
    List<String> script,
    List<String> dependsOn,
    Map<String, String> environment,
    Terms terms) {

  public PipelineTask {
    script = List.copyOf(script);
    dependsOn = List.copyOf(dependsOn);
    environment = Maps.copy(environment);
  }

  /// The conditions on which a task runs.
  ///
  /// @param allowFailure whether the job goes on as if it had not failed
  /// @param timeout after which it is ended; zero for none
  /// @param retries how often it is tried again after a failure
  /// @param directory in which it runs, relative to that of the server; empty for that one
  /// @param shell name or path of the shell that runs it
  public record Terms(
      boolean allowFailure,
      Duration timeout,
      int retries,
      String directory,
      String shell) {
    /// The shell that the syntax of scripts is defined by.
    public static final String BASH = "bash";

    /// Those of a task that says nothing about them.
    public static final Terms DEFAULT = new Terms(false, Duration.ZERO, 0, "", BASH);
  }
}
