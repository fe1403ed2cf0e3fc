package io.parallelr.job;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedSet;

/// The steps of a live job: which of them may run, and what the end of one means for those that
/// depend on it. Nothing is called recursively: a chain may be long.
final class Steps {
  private final Job job;
  private final PlanContext context;
  private final StepGraph graph;
  private final int inGraph;
  private final List<Step> all = new ArrayList<>(); // a handler is the last
  private final Map<String, Step> byName = new HashMap<>();
  private final SequencedSet<Step> ready = new LinkedHashSet<>();
  private final SequencedSet<Step> running = new LinkedHashSet<>();
  private int left; // that have not ended

  Steps(Job job, PlanContext context) {
    this.job = job;
    this.context = context;
    var specs = job.spec().steps();
    this.graph = StepGraph.of(specs);
    this.inGraph = specs.size();
    for (int i = 0; i < inGraph; i++) {
      add(new Step(job, specs.get(i), i, graph.dependencies(i).size()));
    }
  }

  private void add(Step step) {
    all.add(step);
    byName.put(step.name(), step);
    left++;
  }

  /// Adds the handler; [#proceed(Instant)] lets it run.
  void addHandler(StepSpec handler) {
    add(new Step(job, handler, all.size(), 0));
  }

  Optional<Step> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Optional<StepEnd> end(String name) {
    return find(name).flatMap(Step::end);
  }

  List<Step> all() {
    return all;
  }

  SequencedSet<Step> running() {
    return running;
  }

  boolean haveEnded() {
    return left == 0;
  }

  boolean areAllGivenOut() {
    return ready.isEmpty();
  }

  /// Lets all run that may, and ends all that cannot.
  void proceed(Instant now) {
    for (var step : all) {
      context.visits().look();
      if (step.is(StepState.PENDING)) {
        var undone = undone(step);
        if (undone.isPresent()) {
          end(step, new StepEnd.Unreached(undone.get().name()), now);
        } else {
          proceed(step, now);
        }
      }
    }
  }

  private Optional<Step> undone(Step step) {
    return step.place() >= inGraph
        ? Optional.empty()
        : graph.dependencies(step.place())
            .stream()
            .peek(_ -> context.visits().look())
            .map(all::get)
            .filter(d -> d.isOver() && !d.isDone())
            .findFirst();
  }

  /// Lets a step run, if it may.
  void proceed(Step step, Instant now) {
    arrive(step, now).ifPresent(end -> end(step, end, now));
  }

  /// Looks at a step that waits: it is ready now, or has ended at once, or continues to wait.
  private Optional<StepEnd> arrive(Step step, Instant now) {
    awake(step, now);
    if (!step.isFree() || !step.waits().isOver(now)) {
      return Optional.empty();
    }
    var end = step.attempt() == 1 ? atGate(step) : Optional.<StepEnd>empty();
    if (end.isEmpty()) {
      step.ready();
      ready.add(step);
      tell(new JobEvent.StepReady(job.id(), step.name()));
    }
    return end;
  }

  private Optional<StepEnd> atGate(Step step) {
    return switch (step.spec().terms().gate()) {
      case Gate.Open() -> Optional.empty();
      case Gate.Disabled() -> Optional.of(new StepEnd.Skipped(false));
      case Gate.Rule rule -> atRule(rule, step);
    };
  }

  private Optional<StepEnd> atRule(Gate.Rule rule, Step step) {
    var facts = new Rules.Facts(job.id(), job.spec(), step.spec(), this::end);
    return switch (context.rules().ask(rule, facts)) {
      case Rules.Answer.Broken(var reason) -> Optional.of(new StepEnd.NotRun(reason));
      case Rules.Answer.Value(var holds) when !holds -> Optional.empty();
      case Rules.Answer.Value _ -> Optional.of(switch (rule.effect()) {
        case SKIP -> new StepEnd.Skipped(true);
        case BLOCK -> new StepEnd.Blocked();
      });
    };
  }

  /// Sets the timer of a step for what it waits for.
  private void awake(Step step, Instant now) {
    var waits = step.waits();
    var at =
        step.is(StepState.PENDING) ? waits.nextLook(waits.isDue(now)) : Optional.<Instant>empty();
    at.ifPresentOrElse(when -> context.timers().set(step, when),
        () -> context.timers().clear(step));
  }

  /// Takes the next step that is to run; there is one.
  Step take() {
    var step = ready.removeFirst();
    step.run();
    running.add(step);
    return step;
  }

  /// Puts back a step that has failed, for another attempt.
  void retry(Step step, Instant notBefore, Instant now) {
    running.remove(step);
    step.retry(Waits.until(notBefore));
    tell(new JobEvent.StepRetried(job.id(), step.name(), step.attempt(), notBefore));
    proceed(step, now);
  }

  /// Ends a step, and all those that then cannot run or are passed over.
  void end(Step first, StepEnd how, Instant at) {
    Queue<Step> ended = new ArrayDeque<>();
    endAlone(first, how, at);
    ended.add(first);
    while (!ended.isEmpty()) {
      follow(ended.remove(), ended, at);
    }
  }

  /// A dependent ends here and now, not in its turn: another of its dependencies may come before.
  private void follow(Step step, Queue<Step> ended, Instant now) {
    if (step.place() >= inGraph) {
      return;
    }
    for (int place : graph.dependents(step.place())) {
      context.visits().look();
      var dependent = all.get(place);
      dependent.dependencyEnded();
      if (!dependent.isOver()) {
        next(dependent, step, now).ifPresent(end -> {
          endAlone(dependent, end, now);
          ended.add(dependent);
        });
      }
    }
  }

  private Optional<StepEnd> next(Step dependent, Step step, Instant now) {
    if (!step.isDone()) {
      return Optional.of(new StepEnd.Unreached(step.name()));
    }
    return job.isStarted() ? arrive(dependent, now) : Optional.empty();
  }

  private void endAlone(Step step, StepEnd how, Instant at) {
    context.visits().look();
    ready.remove(step);
    running.remove(step);
    step.end(how);
    left--;
    context.timers().clear(step);
    tell(new JobEvent.StepEnded(job.id(), step.name(), how, at));
    job.hasEnded(step, at);
  }

  /// Ends all that do not run yet.
  void cancelUnstarted(Instant at) {
    for (var step : all) {
      context.visits().look();
      if (step.is(StepState.PENDING) || step.is(StepState.READY)) {
        endAlone(step, new StepEnd.Canceled(), at);
      }
    }
  }

  /// Keeps a step from starting that has not.
  CommandReply hold(Step step, Hold hold, Instant now) {
    if (step.is(StepState.READY)) {
      ready.remove(step);
      step.unready(hold);
    } else if (!step.is(StepState.PENDING)) {
      return CommandReply.TOO_LATE;
    } else if (step.waits().hold().equals(Optional.of(hold))) {
      return CommandReply.UNCHANGED;
    } else {
      step.wait(step.waits().held(hold));
    }
    tell(new JobEvent.StepHeld(job.id(), step.name(), hold));
    awake(step, now);
    return CommandReply.DONE;
  }

  /// Lets a step start again; [#proceed(Step, Instant)] does that.
  CommandReply resume(Step step, Instant now) {
    if (step.waits().hold().isEmpty()) {
      return step.is(StepState.PENDING) || step.is(StepState.READY)
          ? CommandReply.UNCHANGED
          : CommandReply.TOO_LATE;
    }
    step.wait(step.waits().resumed());
    tell(new JobEvent.StepResumed(job.id(), step.name()));
    awake(step, now);
    return CommandReply.DONE;
  }

  /// Goes back to what was recorded; [#proceed(Instant)] continues from there.
  void restore(List<RecordedStep> recorded, Instant now) {
    for (int i = 0; i < recorded.size(); i++) {
      var step = all.get(i);
      step.restore(recorded.get(i));
      awake(step, now);
      if (step.isOver()) {
        left--;
        if (i < inGraph) {
          graph.dependents(i).forEach(place -> all.get(place).dependencyEnded());
        }
      } else if (step.is(StepState.READY)) {
        ready.add(step);
      } else if (step.is(StepState.RUNNING)) {
        running.add(step);
      }
    }
  }

  List<RecordedStep> recorded() {
    return all.stream().map(Step::recorded).toList();
  }

  private void tell(JobEvent event) {
    context.outbox().tell(event);
  }

  int countReady() {
    return ready.size();
  }

  int countLeft() {
    return left;
  }

  boolean isReady(Step step) {
    return ready.contains(step);
  }

  /// The dependencies of a step.
  List<Step> dependencies(Step step) {
    return step.place() < inGraph
        ? graph.dependencies(step.place()).stream().map(all::get).toList()
        : List.of();
  }
}
