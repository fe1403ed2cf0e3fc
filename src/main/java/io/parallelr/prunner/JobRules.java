package io.parallelr.prunner;

import java.util.List;
import java.util.Map;

/// What holds for each job of a pipeline.
///
/// @param continueAfterFailure whether tasks that do not depend on a failed one go on
/// @param keepBackground whether processes that a task leaves in the background live on after it
/// @param retention how long ended jobs are kept
/// @param environment of all tasks, as given; in the order of the file
/// @param environmentFiles with further variables, which count less; relative ones are in the
///   directory of the file that defines the pipeline
public record JobRules(
    boolean continueAfterFailure,
    boolean keepBackground,
    PipelineRetention retention,
    Map<String, String> environment,
    List<String> environmentFiles) {

  public JobRules {
    environment = Maps.copy(environment);
    environmentFiles = List.copyOf(environmentFiles);
  }
}
