package io.parallelr.autoexec;

import io.parallelr.job.JobTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A task as a client has asked for it, checked as far as it can be by itself: names are sanitised
/// or generated, dependencies are those that count.
///
/// @param origin the interface that it came by
/// @param environment in the order given
/// @param timeLimit by the clock, from the start of the task
/// @param delayed the time before which it does not start
/// @param failsFast whether the first failure ends all that runs
/// @param maxParallel how many steps run at once; [JobTerms#UNLIMITED] for all that can
public record TaskRequest(
    String name,
    String description,
    Origin origin,
    Order order,
    String node,
    boolean isDisabled,
    Duration timeLimit,
    Map<String, String> environment,
    List<Step> steps,
    Optional<Instant> delayed,
    boolean failsFast,
    int maxParallel) {

  /// By which interface a task came, which decides how it is shown.
  public enum Origin {
    AUTOEXECFLOW, OSREAPI
  }

  /// In which order steps run.
  public enum Order {
    /// Each after the one before it.
    SERIAL,
    /// Each after those it depends on.
    DAG,
    /// As [#SERIAL]; rules decide which steps run.
    STRATEGY
  }

  /// A step of a task.
  ///
  /// @param type as it was asked for
  /// @param action what the rule does if it holds; empty if there is none
  /// @param retries how often it is tried again after a failure
  public record Step(
      String name,
      String description,
      Duration timeLimit,
      boolean isDisabled,
      List<String> dependsOn,
      Map<String, String> environment,
      String type,
      String content,
      String action,
      String rule,
      int retries,
      Duration retryDelay) {
    public Step {
      dependsOn = List.copyOf(dependsOn);
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    Step after(List<String> newDependencies) {
      return new Step(
          name, description, timeLimit, isDisabled, newDependencies, environment, type, content,
          action, rule, retries, retryDelay);
    }
  }

  public TaskRequest {
    steps = List.copyOf(steps);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  TaskRequest with(List<Step> newSteps) {
    return new TaskRequest(
        name, description, origin, order, node, isDisabled, timeLimit, environment, newSteps,
        delayed, failsFast, maxParallel);
  }
}
