package io.parallelr.flowhost;

import io.parallelr.flows.StepContext;
import io.parallelr.job.StepId;
import io.parallelr.serve.StepOutputs;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What code of a step gets. For any threads.
///
/// @param steps of the flow
/// @param before the steps that have ended before it starts
record Context(
    StepId id,
    String flow,
    int attempt,
    Map<String, String> parameters,
    List<String> steps,
    Set<String> before,
    StepOutputs outputs,
    PrintStream out,
    PrintStream err) implements StepContext {

  @Override
  public String run() {
    return id.job();
  }

  @Override
  public String step() {
    return id.step();
  }

  @Override
  public String parameter(String name) {
    var value = parameters.get(Objects.requireNonNull(name, "name"));
    if (value == null) {
      throw new IllegalArgumentException(
          "flow %s has no parameter %s".formatted(flow, Draft.shown(name)));
    }
    return value;
  }

  private StepId other(String step) {
    Objects.requireNonNull(step, "step");
    if (!steps.contains(step)) {
      throw new IllegalArgumentException(
          "flow %s has no step %s".formatted(flow, Draft.shown(step)));
    }
    if (!before.contains(step)) {
      throw new IllegalArgumentException(
          "step %s uses the output of step %s, and does not come after it"
              .formatted(step(), Draft.shown(step)));
    }
    return new StepId(id.job(), step);
  }

  @Override
  public String output(String step) throws IOException {
    return outputs.text(other(step));
  }

  @Override
  public @Nullable Object json(String step, String path) throws IOException {
    Objects.requireNonNull(path, "path");
    return outputs.json(other(step), path);
  }

  @Override
  public void log(String line) {
    err.println(Objects.requireNonNull(line, "line"));
  }
}
