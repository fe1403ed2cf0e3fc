package io.parallelr.flow;
import io.parallelr.engine.Plan;
import io.parallelr.flowfile.Condition;
import io.parallelr.flowfile.ConditionText;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.InvalidValueException;
import io.parallelr.flowfile.Numbers;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Text;
import io.parallelr.task.Count;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs a flow: takes results in and gives tasks out.
public final class FlowPlan implements Plan {
  private final Flow flow;
  private final FlowLog log;
  private final int maxSteps;
  private final Routes routes;
  private final VariableValues values;
  private final FlowState state;
  private final Launches launches;
  private final StepResults results;
  private final List<Executed> executed = new ArrayList<>();
  private Optional<Block> block = Optional.empty();
  private int steps;

  /// @param maxSteps after which a flow is ended, as it loops forever
  /// @param start id of its first task
  /// @param before results of tasks that an earlier run has done
  public FlowPlan(
      Flow flow,
      Commands commands,
      Outputs outputs,
      FlowLog log,
      Checkpoint checkpoint,
      int maxSteps,
      int start,
      Map<Integer, StepResult> before) {
    this.flow = flow;
    this.log = log;
    this.maxSteps = maxSteps;
    this.routes = new Routes(flow.dialect());
    this.values = new VariableValues(flow.globals());
    this.state = new FlowState(flow, values, checkpoint, log, start);
    this.launches = new Launches(flow.dialect(), commands, values, log);
    this.results = new StepResults(outputs, state.variables(), log);
    before.forEach(values::put);
  }

  /// How it ended; empty while it runs.
  public Optional<FlowEnd> end() {
    return state.end();
  }

  /// The pause that the last task asks for, after which nothing follows.
  public Duration pause() {
    return state.pause();
  }

  /// All commands that ran, in the order in which they ended.
  public List<Executed> executed() {
    return List.copyOf(executed);
  }

  /// The latest result of each task.
  public Map<Integer, StepResult> results() {
    return Map.copyOf(values.results());
  }

  /// The id of the task that runs or is the next to run.
  public int position() {
    return state.position();
  }

  /// Labels of the tasks that were given out and have not ended.
  public List<String> pending() {
    return launches.labels();
  }

  /// Records that a task has started, if it had to wait after it was given out.
  public void started(Task task) {
    launches.started(task);
  }

  @Override
  public Optional<Task> next() {
    while (!state.isOver()) {
      if (block.isPresent()) {
        var task = nextOf(block.get());
        if (task.isPresent() || !block.get().isOver()) {
          return task;
        }
        finish(block.get());
      } else if (!launches.isEmpty()) {
        return Optional.empty();
      } else {
        var task = nextStep();
        if (task.isPresent()) {
          return task;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Task> nextStep() {
    int id = state.position();
    var step = flow.steps().get(id);
    if (step == null || Flow.isGenerated(id)) {
      state.end(0, "the flow has reached its end");
      return Optional.empty();
    }
    if (++steps > maxSteps) {
      state.end(
          1,
          "task %d: more than %d tasks were run (tasker.max-steps): the flow loops forever"
              .formatted(id, maxSteps));
      return Optional.empty();
    }
    if (isSkipped(step, Integer.toString(id))) {
      state.follow(Routes.next(step), step);
      return Optional.empty();
    }
    switch (step.body()) {
      case Step.Command command -> {
        return launch(step, command, label(step), Optional.empty());
      }
      case Step.Nothing() -> returnFrom(step);
      case Step.Decision(var condition) -> decide(step, condition);
      case Step.Parallel p -> begin(step, p.tasks(), p.most(), p.retry());
      case Step.Conditional c -> {
        boolean holds = before().holds(c.test());
        var tasks = holds ? c.ifTrue() : c.ifFalse();
        log.info(
            "Task %d: Executing %s branch with %s (sequential)"
                .formatted(id, holds ? "TRUE" : "FALSE", Count.of(tasks.size(), "task")));
        begin(step, tasks, Text.of("1"), c.retry());
      }
    }
    return Optional.empty();
  }

  private String label(Step step) {
    return step.routing().next() instanceof Step.Next.Loop
        ? "%d.%d".formatted(step.id(), state.round())
        : Integer.toString(step.id());
  }

  /// Evaluates conditions before their task runs: it has printed nothing.
  private Evaluation before() {
    return after(StepResult.of(0));
  }

  private Evaluation after(StepResult result) {
    return new Evaluation(result, state.variables());
  }

  private boolean isSkipped(Step step, String label) {
    if (step.condition().isEmpty() || holds(step, step.condition().get(), before())) {
      return false;
    }
    log.info("Task %s: the condition does not hold, skipping task".formatted(label));
    state.put(step.id(), StepResult.skipped());
    return true;
  }

  private boolean holds(Step step, Condition condition, Evaluation evaluation) {
    boolean holds = evaluation.holds(condition);
    log.debug("Task %d: %s is %s".formatted(step.id(), ConditionText.of(condition), holds));
    return holds;
  }

  private void returnFrom(Step step) {
    state.started(step);
    var status = state.returned(step);
    if (status.isPresent()) {
      var result = StepResult.of(status.get());
      state.put(step.id(), result);
      state.follow(routes.after(step, after(result)), step);
    }
  }

  private void decide(Step step, Condition condition) {
    log.info("Task %d: DECISION - Evaluating conditions".formatted(step.id()));
    boolean holds = holds(step, condition, before());
    state.started(step);
    var result = StepResult.of(holds ? 0 : 1);
    state.put(step.id(), result);
    log.info("Task %d: the condition %s".formatted(step.id(), holds ? "holds" : "does not hold"));
    state.pauseAfter(step);
    state.follow(routes.after(step, after(result)), step);
  }

  private void begin(Step step, List<Integer> tasks, Text most, Step.Retry retry) {
    state.started(step);
    try {
      block = Optional.of(Block.of(step, tasks, most, retry, values, log));
    } catch (InvalidValueException e) {
      state.endAsInvalid(step.id(), e);
    }
  }

  private Optional<Task> nextOf(Block running) {
    while (running.mayStart() && !state.isOver()) {
      var attempt = running.start();
      var step = flow.steps().get(attempt.task());
      var label = running.label(attempt);
      if (step == null) { // only if the checks were skipped
        state.endAsInvalid("task %d is not defined".formatted(attempt.task()));
      } else if (isSkipped(step, label)) {
        running.skipped(attempt, StepResult.skipped());
      } else if (step.returns().isPresent()) {
        var status = state.returned(step);
        if (status.isPresent()) {
          var result = StepResult.of(status.get());
          state.put(step.id(), result);
          running.returned(attempt, result);
        }
      } else if (step.body() instanceof Step.Command command) {
        if (attempt.number() > 1) {
          state.lengthenPause(Duration.ofSeconds(running.retryDelay()));
        }
        return launch(step, command, label, Optional.of(attempt));
      }
    }
    return Optional.empty();
  }

  private Optional<Task> launch(
      Step step,
      Step.Command command,
      String label,
      Optional<Block.Attempt> attempt) {
    try {
      var task = launches.launch(step, command, label, attempt, state.pause());
      state.clearPause();
      if (attempt.isEmpty()) {
        state.started(step);
      }
      return Optional.of(task);
    } catch (InvalidValueException e) {
      state.endAsInvalid(step.id(), e);
      return Optional.empty();
    }
  }

  @Override
  public void completed(TaskResult taskResult) {
    launches.ended(taskResult.task().sequence()).ifPresent(l -> completed(taskResult, l));
  }

  private void completed(TaskResult taskResult, Launches.Launched launched) {
    var step = launched.step();
    if (taskResult.outcome().ofCommand() instanceof Outcome.Cancelled) {
      state.end(1, "task %d was cancelled".formatted(step.id()));
      return;
    }
    var interpreted = results.of(taskResult, launched);
    var result = interpreted.unnoticed(
        launched.attempt().isEmpty() && !interpreted.success()
            && routes.leavesFailureUnnoticed(step));
    state.put(step.id(), result);
    executed.add(launched.executed(taskResult));
    state.pauseAfter(step);
    if (launched.attempt().isPresent()) {
      block.ifPresent(b -> b.ended(launched.attempt().get(), result));
    } else {
      route(step, result);
    }
  }

  private void route(Step step, StepResult result) {
    var evaluation = after(result);
    if (step.routing().next() instanceof Step.Next.If(var condition)) {
      boolean _ = holds(step, condition, evaluation);
    }
    if (step.routing().next() instanceof Step.Next.Loop loop && repeats(loop, evaluation)) {
      state.repeat(step);
    } else {
      state.follow(routes.after(step, evaluation), step);
    }
  }

  private boolean repeats(Step.Next.Loop loop, Evaluation evaluation) {
    int rounds = rounds(loop);
    boolean ends = loop.breaks().filter(evaluation::holds).isPresent()
        || loop.whileHolds().filter(c -> !evaluation.holds(c)).isPresent();
    return state.round() < rounds && !ends;
  }

  /// How often a task is run; 0 if `loop` is invalid, which ends the flow.
  private int rounds(Step.Next.Loop loop) {
    try {
      int count = values.whole("loop", loop.count(), 1, Numbers.MOST_REPEATS);
      return flow.dialect().loopCountsRepeats() ? count + 1 : count;
    } catch (InvalidValueException e) {
      state.endAsInvalid(state.position(), e);
      return 0;
    }
  }

  private void finish(Block ended) {
    var step = ended.step();
    block = Optional.empty();
    boolean parallel = step.body() instanceof Step.Parallel;
    var result = ended.result(parallel ? "Parallel execution" : "Conditional branch")
        .unnoticed(ended.hasFailed() && routes.leavesFailureUnnoticed(step));
    state.put(step.id(), result);
    log.info("Task %d: %s".formatted(step.id(), result.stdout().text()));
    state.pauseAfter(step);
    var evaluation = new Evaluation(result, ended.results(), state.variables());
    state.follow(routes.after(step, evaluation), step);
  }
}
