package io.parallelr.flow;
import io.parallelr.engine.Plan;
import io.parallelr.flowfile.Condition;
import io.parallelr.flowfile.ConditionText;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.Numbers;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Text;
import io.parallelr.flowfile.UnfitValueException;
import io.parallelr.task.Count;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs through a flow: results in, tasks out.
public final class FlowPlan implements Plan {
  private static final int VALIDATION = 20;

  private final Flow flow;
  private final FlowLog log;
  private final Checkpoint checkpoint;
  private final int maxSteps;
  private final Routes routes;
  private final Values values;
  private final Notice notice;
  private final Launches launches;
  private final Results results;
  private final List<Executed> executed = new ArrayList<>();
  /// Results since the checkpoint was last told, and those that they replaced.
  private final Map<Integer, StepResult> changed = new HashMap<>();
  private final List<StepResult> superseded = new ArrayList<>();
  private Optional<Block> block = Optional.empty();
  private Optional<FlowEnd> end = Optional.empty();
  private Duration pause = Duration.ZERO;
  private int at;
  private int round = 1;
  private int steps;
  private int last = -1;

  /// @param maxSteps after which a flow that goes round in circles is ended
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
    this.checkpoint = checkpoint;
    this.maxSteps = maxSteps;
    this.routes = new Routes(flow.dialect());
    this.values = new Values(flow.globals());
    this.notice = new Notice(flow, values, changed::put);
    this.launches = new Launches(flow.dialect(), commands, values, log);
    this.results = new Results(outputs, notice, log);
    this.at = start;
    before.forEach(values::put);
  }

  /// How it ended; empty as long as it has not.
  public Optional<FlowEnd> end() {
    return end;
  }

  /// The pause that the last task asks for, after which nothing follows.
  public Duration pause() {
    return pause;
  }

  /// All that ran, in the order in which it ended.
  public List<Executed> executed() {
    return List.copyOf(executed);
  }

  /// The latest result of each task.
  public Map<Integer, StepResult> results() {
    return Map.copyOf(values.results());
  }

  /// The task that runs, or is the next to run.
  public int position() {
    return at;
  }

  /// Labels of the tasks that were given out and have not ended.
  public List<String> pending() {
    return launches.labels();
  }

  /// Says that a task, which had to wait after it was given out, has started now.
  public void started(Task task) {
    launches.started(task);
  }

  @Override
  public Optional<Task> next() {
    while (end.isEmpty()) {
      if (block.isPresent()) {
        var task = nextOf(block.get());
        if (task.isPresent() || block.filter(b -> !b.isOver()).isPresent()) {
          return task;
        }
        block.ifPresent(this::finish);
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
    var step = flow.steps().get(at);
    if (step == null || Flow.isGenerated(at)) {
      finish(0, "the flow has reached its end");
      return Optional.empty();
    }
    if (++steps > maxSteps) {
      finish(
          1,
          "task %d: more than %d tasks were run (tasker.max-steps): the flow loops forever"
              .formatted(at, maxSteps));
      return Optional.empty();
    }
    if (isSkipped(step, Integer.toString(step.id()))) {
      go(Routes.next(step), step);
      return Optional.empty();
    }
    return switch (step.body()) {
      case Step.Nothing() -> {
        last = step.id();
        var returned = returned(step);
        if (returned.isPresent()) {
          put(step.id(), StepResult.of(returned.get()));
          go(Routes.returned(step), step);
        }
        yield Optional.empty();
      }
      case Step.Command command -> launch(step, command, label(step), Optional.empty());
      case Step.Decision(var condition) -> {
        decide(step, condition);
        yield Optional.empty();
      }
      case Step.Parallel p -> {
        begin(step, p.tasks(), p.most(), p.retry());
        yield Optional.empty();
      }
      case Step.Conditional c -> {
        boolean holds = before().holds(c.test());
        var tasks = holds ? c.ifTrue() : c.ifFalse();
        log.info(
            "Task %d: Executing %s branch with %s (sequential)"
                .formatted(step.id(), holds ? "TRUE" : "FALSE", Count.of(tasks.size(), "task")));
        begin(step, tasks, Text.of("1"), c.retry());
        yield Optional.empty();
      }
    };
  }

  private String label(Step step) {
    return step.routing().next() instanceof Step.Next.Loop
        ? "%d.%d".formatted(step.id(), round)
        : Integer.toString(step.id());
  }

  /// What conditions see before a task runs: nothing was printed.
  private Evaluation before() {
    return new Evaluation(StepResult.of(0), notice);
  }

  private boolean isSkipped(Step step, String label) {
    if (step.condition().isEmpty() || holds(step, step.condition().get(), before())) {
      return false;
    }
    log.info("Task %s: the condition does not hold, skipping task".formatted(label));
    put(
        step.id(),
        StepResult.skipped());
    return true;
  }

  private boolean holds(Step step, Condition condition, Evaluation evaluation) {
    boolean holds = evaluation.holds(condition);
    log.debug("Task %d: %s is %s".formatted(step.id(), ConditionText.of(condition), holds));
    return holds;
  }

  private void decide(Step step, Condition condition) {
    log.info("Task %d: DECISION - Evaluating conditions".formatted(step.id()));
    boolean holds = holds(step, condition, before());
    last = step.id();
    var result = StepResult.of(holds ? 0 : 1);
    put(step.id(), result);
    log.info("Task %d: the condition %s".formatted(step.id(), holds ? "holds" : "does not hold"));
    pause(step);
    go(routes.afterBlock(step, Optional.of(holds), holds, before()), step);
  }

  private void begin(Step step, List<Integer> tasks, Text most, Step.Retry retry) {
    last = step.id();
    try {
      block = Optional.of(
          new Block(
              step,
              tasks,
              values.whole("max_parallel", most, 1, Integer.MAX_VALUE),
              values.whole("retry_count", retry.count(), 0, Numbers.MOST_REPEATS),
              values.whole("retry_delay", retry.delay(), 0, Integer.MAX_VALUE),
              log));
    } catch (UnfitValueException e) {
      unfit(step.id(), e);
    }
  }

  private Optional<Task> nextOf(Block running) {
    while (running.mayStart() && end.isEmpty()) {
      var attempt = running.start();
      var step = flow.steps().get(attempt.task());
      var label = running.label(attempt);
      if (step == null) {
        finish(VALIDATION, "task %d is not defined".formatted(attempt.task()));
      } else if (isSkipped(step, label)) {
        running.skipped(
            attempt,
            values.results().getOrDefault(step.id(), StepResult.of(-1)));
      } else if (step.returns().isPresent()) {
        var returned = returned(step);
        if (returned.isPresent()) {
          var result = StepResult.of(returned.get());
          put(step.id(), result);
          running.returned(attempt, result);
        }
      } else if (step.body() instanceof Step.Command command) {
        if (attempt.number() > 1) {
          pause = pause.plusSeconds(running.retryDelay());
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
      var task = launches.launch(step, command, label, attempt, pause);
      pause = Duration.ZERO;
      if (attempt.isEmpty()) {
        last = step.id();
      }
      return Optional.of(task);
    } catch (UnfitValueException e) {
      unfit(step.id(), e);
      return Optional.empty();
    }
  }

  /// The exit code that a task asks for; empty if it is none, which ends the flow.
  private Optional<Integer> returned(Step step) {
    try {
      return Optional.of(
          values.whole(
              "return",
              step.returns().orElse(Text.of("0")),
              0,
              Numbers.HIGHEST_EXIT_CODE));
    } catch (UnfitValueException e) {
      unfit(step.id(), e);
      return Optional.empty();
    }
  }

  private void unfit(int id, UnfitValueException e) {
    finish(VALIDATION, "task %d: %s".formatted(id, e.reason()));
  }

  @Override
  public void completed(TaskResult taskResult) {
    launches.ended(taskResult.task().sequence()).ifPresent(l -> completed(taskResult, l));
  }

  private void completed(TaskResult taskResult, Launches.Launched launched) {
    if (taskResult.outcome().ofCommand() instanceof Outcome.Cancelled) {
      finish(1, "task %d was cancelled".formatted(launched.step().id()));
      return;
    }
    var came = results.of(taskResult, launched);
    var result = came.unnoticed(
        launched.attempt().isEmpty() && !came.success() && routes.isUnnoticed(launched.step()));
    put(launched.step().id(), result);
    executed.add(
        new Executed(
            launched.step().id(),
            launched.label(),
            launched.prepared().hostname(),
            launched.prepared().command(),
            taskResult.started(),
            taskResult.elapsed()));
    pause(launched.step());
    if (launched.attempt().isPresent()) {
      block.ifPresent(b -> b.ended(launched.attempt().get(), result));
    } else {
      route(launched.step(), result);
    }
  }

  private void pause(Step step) {
    if (step.sleep().isEmpty()) {
      return;
    }
    try {
      var time = values.seconds("sleep", step.sleep());
      if (time.compareTo(pause) > 0) {
        log.info("Task %d: Sleeping for %s seconds".formatted(step.id(), written(time)));
        pause = time;
      }
    } catch (UnfitValueException e) {
      finish(VALIDATION, "task %d: %s".formatted(step.id(), e.reason()));
    }
  }

  private static String written(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private void route(Step step, StepResult result) {
    var evaluation = new Evaluation(result, notice);
    if (step.routing().next() instanceof Step.Next.If(var condition)) {
      boolean _ = holds(step, condition, evaluation);
    }
    if (step.routing().next() instanceof Step.Next.Loop loop && goesOn(loop, evaluation)) {
      round++;
      reached(step.id());
      return;
    }
    go(routes.afterCommand(step, result, evaluation), step);
  }

  private boolean goesOn(Step.Next.Loop loop, Evaluation evaluation) {
    int rounds = rounds(loop);
    boolean ends = loop.ends().filter(evaluation::holds).isPresent()
        || loop.goesOn().filter(c -> !evaluation.holds(c)).isPresent();
    return round < rounds && !ends;
  }

  /// None more if nobody can tell, which ends the flow.
  private int rounds(Step.Next.Loop loop) {
    try {
      int count = values.whole("loop", loop.count(), 1, Numbers.MOST_REPEATS);
      return flow.dialect().loopCountsRepeats() ? count + 1 : count;
    } catch (UnfitValueException e) {
      unfit(at, e);
      return 0;
    }
  }

  private void finish(Block ended) {
    var step = ended.step();
    block = Optional.empty();
    boolean parallel = step.body() instanceof Step.Parallel;
    var result = ended.result(parallel ? "Parallel execution" : "Conditional branch")
        .unnoticed(ended.hasFailed() && routes.isUnnoticed(step));
    put(step.id(), result);
    log.info("Task %d: %s".formatted(step.id(), result.stdout().text()));
    pause(step);
    var evaluation = new Evaluation(result, ended.results(), notice);
    var success = switch (step.body()) {
      case Step.Parallel p -> p.success();
      case Step.Conditional c -> c.success();
      case Step.Command _,Step.Decision _,Step.Nothing _ -> Optional.<Condition>empty();
    };
    go(
        routes.afterBlock(
            step,
            success.map(evaluation::holds),
            result.success(),
            evaluation),
        step);
  }

  private void go(Routes.Decision decision, Step from) {
    switch (decision) {
      case Routes.Decision.GoOn(var to, var jumps) -> {
        var result = values.results().get(from.id());
        if (result != null && result.unnoticed()) {
          log.info(
              "Task %d: failed, and none of its keys says what follows: continuing with the next"
                  .formatted(from.id()));
        }
        if (jumps) {
          log.info("Task %d: jumping to Task %d".formatted(from.id(), to));
        } else {
          log.debug("Task %d: continuing with Task %d".formatted(from.id(), to));
        }
        at = to;
        round = 1;
        reached(to);
      }
      case Routes.Decision.Return _ -> returned(from).ifPresent(status -> {
        var cause = "Returning with exit code " + status;
        log.info("Task %d: %s".formatted(from.id(), cause));
        finish(status, cause);
      });
      case Routes.Decision.Stop(var status, var cause) -> {
        log.info("Task %d: %s".formatted(from.id(), cause));
        finish(status, cause);
      }
    }
  }

  private void put(int id, StepResult result) {
    superseded.addAll(values.put(id, result).stream().toList());
    changed.put(id, result);
  }

  private void reached(int task) {
    checkpoint.reached(task, Map.copyOf(changed), List.copyOf(superseded));
    changed.clear();
    superseded.clear();
  }

  private void finish(int status, String cause) {
    if (end.isEmpty()) {
      var unnoticed = status == 0 ? notice.end() : Optional.<FlowEnd>empty();
      end = unnoticed.or(() -> Optional.of(new FlowEnd(status, cause, last)));
    }
  }
}
