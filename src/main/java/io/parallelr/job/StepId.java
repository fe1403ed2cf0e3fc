package io.parallelr.job;

import io.parallelr.task.Task;

/// Names a step among those of all jobs, as `job/step`. Tasks bear this name, and by it the
/// processes of an earlier server are recognized.
///
/// @param job its id, without a slash
/// @param step its name
public record StepId(String job, String step) {

  public StepId {
    if (job.isEmpty() || job.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not the id of a job: '%s'".formatted(job));
    }
  }

  /// The step that a task runs.
  ///
  /// @throws IllegalArgumentException if it was not given out by a [JobsPlan]
  public static StepId of(Task task) {
    return parse(task.name());
  }

  /// Reads what [#toString()] writes.
  ///
  /// @throws IllegalArgumentException if it is not of the form `job/step`
  public static StepId parse(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not the name of a step: '%s'".formatted(name));
    }
    return new StepId(name.substring(0, slash), name.substring(slash + 1));
  }

  @Override
  public String toString() {
    return job + '/' + step;
  }
}
