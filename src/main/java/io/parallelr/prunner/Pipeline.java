package io.parallelr.prunner;

import java.util.List;
import java.util.Optional;

/// A pipeline: tasks that depend on each other, and how many jobs of them are run when.
///
/// @param origin where it is defined
/// @param tasks in the order of the file
/// @param onError what runs after a job has failed
/// @param variables what its jobs may be given; empty if it does not say
/// @param schedules the times at which jobs are started without a request
public record Pipeline(
    Origin origin,
    Queueing queueing,
    JobRules rules,
    List<PipelineTask> tasks,
    Optional<ErrorHandler> onError,
    Optional<VariableSchema> variables,
    List<Schedule> schedules) {

  public Pipeline {
    tasks = List.copyOf(tasks);
    schedules = List.copyOf(schedules);
  }

  /// Where a pipeline comes from.
  ///
  /// @param name of the pipeline
  /// @param description for people; may be empty
  /// @param file as it is shown in messages
  /// @param line where its name is
  public record Origin(String name, String description, String file, int line) {}

  /// Its name, which no other pipeline has.
  public String name() {
    return origin.name();
  }

  /// The names of tasks that depend on each other in a circle, the first one again at the end;
  /// empty if there is no circle. A job of such a pipeline cannot be run.
  public List<String> cycle() {
    return Cycle.in(tasks);
  }
}
