package io.parallelr.flowhost;

import io.parallelr.flows.Execution;
import io.parallelr.flows.FlowDefinition;
import io.parallelr.flows.FlowException;
import io.parallelr.flows.JavaStep;
import io.parallelr.flows.Step;
import io.parallelr.job.JobTerms;
import io.parallelr.job.OnFailure;
import io.parallelr.task.Printable;
import io.parallelr.task.TimeLimit;
import io.parallelr.task.Variable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A flow while it is defined. Faults are collected, so that all are said at once. For one thread.
final class Draft implements FlowDefinition {
  private static final int LONGEST_NAME = 200;
  private static final int KEPT = 1_000;

  final String name;
  final Map<String, DraftStep> steps = new LinkedHashMap<>();
  /// With those whose names are wrong.
  final List<DraftStep> all = new ArrayList<>();
  final Map<String, Optional<String>> parameters = new LinkedHashMap<>();
  final List<String> faults = new ArrayList<>();
  int maxRuns = 1;
  int queue;
  int keep = KEPT;
  private int maxParallel = JobTerms.UNLIMITED;
  private Duration timeLimit = TimeLimit.NONE;
  private OnFailure onFailure = OnFailure.STOP_JOB;
  private final Path directory;
  private final Thread owner = Thread.currentThread();
  private boolean isOver;

  /// @param directory which relative ones of its steps are of
  Draft(String name, Path directory) {
    this.name = name;
    this.directory = directory;
    if (!isName(name)) {
      faults.add(
          "a name has to have 1 to %d characters, and no control characters"
              .formatted(LONGEST_NAME));
    }
  }

  /// A name for messages.
  static String shown(String name) {
    return Printable.of(
        name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…");
  }

  static boolean isName(String name) {
    return !name.isBlank() && name.length() <= LONGEST_NAME
        && name.codePoints().noneMatch(Character::isISOControl);
  }

  /// A directory in which commands run.
  Path resolved(Path given) {
    return directory.resolve(given);
  }

  /// Nothing may be changed any more.
  void end() {
    isOver = true;
  }

  void requireOpen() {
    if (isOver) {
      throw new IllegalStateException(
          "flow %s is defined already, or its definition was refused".formatted(shown(name)));
    }
    if (!Thread.currentThread().equals(owner)) {
      throw new IllegalStateException(
          "flow %s is being defined by another thread".formatted(shown(name)));
    }
  }

  private Step add(String step, DraftStep.What what) {
    requireOpen();
    Objects.requireNonNull(step, "name");
    var added = new DraftStep(this, step, what);
    all.add(added);
    if (!isName(step)) {
      faults.add(
          "step name \"%s\": has to have 1 to %d characters, and no control characters"
              .formatted(shown(step), LONGEST_NAME));
    } else if (steps.putIfAbsent(step, added) != null) {
      faults.add("two steps are named %s".formatted(step));
    }
    if (what.texts().stream().anyMatch(Variable::hasNul)) {
      faults.add("step %s: the command has a NUL character".formatted(shown(step)));
    }
    return added;
  }

  @Override
  public Step bash(String step, String command) {
    Objects.requireNonNull(command, "command");
    return add(step, new DraftStep.What.Bash(command));
  }

  @Override
  public Step program(String step, String program, String... arguments) {
    Objects.requireNonNull(program, "program");
    var words = new ArrayList<>(List.of(program));
    words.addAll(Given.all("arguments", arguments));
    return add(step, new DraftStep.What.Program(List.copyOf(words)));
  }

  @Override
  public Step java(String step, JavaStep code) {
    Objects.requireNonNull(code, "code");
    return add(step, new DraftStep.What.Java(code));
  }

  @Override
  public Step step(String step, Execution execution) {
    Objects.requireNonNull(execution, "execution");
    return add(step, new DraftStep.What.Other(execution));
  }

  @Override
  public FlowDefinition parameter(String parameter) {
    return parameter(parameter, Optional.empty());
  }

  @Override
  public FlowDefinition parameter(String parameter, String value) {
    Objects.requireNonNull(value, "value");
    return parameter(parameter, Optional.of(value));
  }

  private FlowDefinition parameter(String parameter, Optional<String> value) {
    requireOpen();
    Objects.requireNonNull(parameter, "name");
    if (!parameter.matches("[A-Za-z0-9_-]{1,200}")) {
      faults.add(
          "parameter name \"%s\": has to consist of letters, digits, _ and -"
              .formatted(shown(parameter)));
    } else if (parameters.putIfAbsent(parameter, value) != null) {
      faults.add("two parameters are named %s".formatted(parameter));
    } else if (value.filter(Variable::hasNul).isPresent()) {
      faults.add("parameter %s: the default value has a NUL character".formatted(parameter));
    }
    return this;
  }

  @Override
  public FlowDefinition maxRuns(int count) {
    maxRuns = atLeast(1, count, "maxRuns");
    return this;
  }

  @Override
  public FlowDefinition queue(int count) {
    queue = atLeast(0, count, "queue");
    return this;
  }

  @Override
  public FlowDefinition maxParallel(int count) {
    maxParallel = atLeast(1, count, "maxParallel");
    return this;
  }

  @Override
  public FlowDefinition keep(int count) {
    keep = atLeast(1, count, "keep");
    return this;
  }

  @Override
  public FlowDefinition timeout(Duration limit) {
    requireOpen();
    if (isPositive(limit, "timeout")) {
      timeLimit = limit;
    }
    return this;
  }

  @Override
  public FlowDefinition continueOnFailure() {
    requireOpen();
    onFailure = OnFailure.STOP_BRANCH;
    return this;
  }

  int atLeast(int least, int value, String what) {
    requireOpen();
    if (value < least) {
      faults.add("%s: %d is less than %d".formatted(what, value, least));
    }
    return Math.max(least, value);
  }

  boolean isPositive(Duration limit, String what) {
    Objects.requireNonNull(limit, "limit");
    if (!limit.isPositive()) {
      faults.add("%s: %s is not positive".formatted(what, limit));
    }
    return limit.isPositive();
  }

  JobTerms terms() {
    return new JobTerms(onFailure, timeLimit, maxParallel);
  }

  /// @throws FlowException if there are faults
  void requireNoFaults() {
    if (!faults.isEmpty()) {
      throw new FlowException(
          faults.stream()
              .distinct()
              .map(fault -> "flow %s: %s".formatted(shown(name), fault))
              .reduce((a, b) -> a + '\n' + b)
              .orElseThrow());
    }
  }
}
