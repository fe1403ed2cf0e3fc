package io.parallelr.flowhost;

import io.parallelr.flows.Execution;
import io.parallelr.flows.JavaStep;
import io.parallelr.flows.Step;
import io.parallelr.task.Retries;
import io.parallelr.task.TimeLimit;
import io.parallelr.task.Variable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A step while it is defined. For one thread.
final class DraftStep implements Step {
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  final What what;
  final Set<String> after = new LinkedHashSet<>();
  final Map<String, String> environment = new LinkedHashMap<>();
  Duration timeLimit = TimeLimit.NONE;
  Retries retries = Retries.NONE;
  Optional<Path> directory = Optional.empty();
  boolean isSoft;
  private final Draft flow;
  private final String name;

  /// What a step does.
  sealed interface What {
    record Bash(String text) implements What {}

    record Program(List<String> words) implements What {}

    record Java(JavaStep code) implements What {}

    record Other(Execution execution) implements What {}

    /// What a command consists of.
    default List<String> texts() {
      return switch (this) {
        case Bash(var text) -> List.of(text);
        case Program(var words) -> words;
        case Java _,Other _ -> List.of();
      };
    }

    /// Whether it is a process.
    default boolean isCommand() {
      return this instanceof Bash || this instanceof Program;
    }
  }

  DraftStep(Draft flow, String name, What what) {
    this.flow = flow;
    this.name = name;
    this.what = what;
  }

  private void fault(String fault) {
    flow.faults.add("step %s: %s".formatted(Draft.shown(name), fault));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Step after(Step... steps) {
    flow.requireOpen();
    for (var step : Given.all("steps", steps)) {
      if (step instanceof DraftStep other && other.flow == flow) {
        after.add(step.name());
      } else {
        fault("step %s is of another flow".formatted(Draft.shown(step.name())));
      }
    }
    return this;
  }

  @Override
  public Step after(String... names) {
    flow.requireOpen();
    after.addAll(Given.all("names", names));
    return this;
  }

  @Override
  public Step timeout(Duration limit) {
    flow.requireOpen();
    if (flow.isPositive(limit, "step %s: timeout".formatted(name))) {
      timeLimit = limit;
    }
    return this;
  }

  @Override
  public Step retry(int count, Duration delay) {
    Objects.requireNonNull(delay, "delay");
    int checked = flow.atLeast(0, count, "step %s: retry".formatted(name));
    if (delay.isNegative()) {
      fault("retry: the delay %s is negative".formatted(delay));
    } else {
      retries = checked == 0
          ? Retries.NONE
          : new Retries(
              checked, delay, delay.compareTo(LONGEST_DELAY) > 0 ? delay : LONGEST_DELAY);
    }
    return this;
  }

  @Override
  public Step env(String variable, String value) {
    flow.requireOpen();
    Objects.requireNonNull(variable, "name");
    Objects.requireNonNull(value, "value");
    var objection = Variable.objection(variable, value);
    if (!what.isCommand()) {
      fault("env: only commands have an environment");
    } else if (objection.isPresent()) {
      fault("env: " + Draft.shown(objection.get()));
    } else {
      environment.put(variable, value);
    }
    return this;
  }

  @Override
  public Step directory(Path newDirectory) {
    flow.requireOpen();
    Objects.requireNonNull(newDirectory, "directory");
    if (what.isCommand()) {
      directory = Optional.of(flow.resolved(newDirectory));
    } else {
      fault("directory: only commands have one");
    }
    return this;
  }

  @Override
  public Step anyExitCode() {
    flow.requireOpen();
    isSoft = true;
    return this;
  }
}
