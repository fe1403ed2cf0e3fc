package io.parallelr.job;

import java.util.LinkedHashSet;
import java.util.List;

/// A step of a job, as it was submitted.
///
/// @param name unique within its job
/// @param dependsOn names of the steps that must be done before it starts, each once
public record StepSpec(
    String name,
    List<String> dependsOn,
    Work work,
    StepTerms terms,
    Setup setup) {

  public StepSpec {
    dependsOn = List.copyOf(new LinkedHashSet<>(dependsOn));
  }

  /// A step with default terms and setup.
  public static StepSpec of(String name, Work work, String... dependsOn) {
    return new StepSpec(name, List.of(dependsOn), work, StepTerms.DEFAULT, Setup.DEFAULT);
  }

  /// The same step on other terms.
  public StepSpec on(StepTerms newTerms) {
    return new StepSpec(name, dependsOn, work, newTerms, setup);
  }
}
