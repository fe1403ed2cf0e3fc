package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.TimeLimit;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A plan of jobs, the time, and a store: after each step, the plan is checked, and the events must
/// lead the store to the same state.
final class Trial {
  static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  static final Outcome SUCCESS = new Outcome.Exited(0);
  static final Outcome FAILURE = new Outcome.Exited(3);
  static final Outcome CANCELLED = new Outcome.Cancelled();

  private final Rules rules;
  private final Map<String, Task> running = new LinkedHashMap<>();
  private final List<JobEvent> events = new ArrayList<>();
  private final List<String> cancelled = new ArrayList<>();
  private final Bookkeeper kept = new Bookkeeper();
  private final Optional<Store> store;
  private JobsPlan plan;
  private Instant now = START;

  /// A store beside the one in memory, which must have the same.
  interface Store {
    void write(List<JobEvent> events);

    List<Recorded> live();

    /// The plan that wrote it is no more.
    void reopen();
  }

  Trial(Rules rules) {
    this(rules, Optional.empty());
  }

  private Trial(Rules rules, Optional<Store> store) {
    this.rules = rules;
    this.store = store;
    this.plan = new JobsPlan(rules);
  }

  /// A plan without lanes, whose rules hold if their expression is `true`.
  static Trial withRules() {
    return new Trial(Trial::hold);
  }

  /// The same with another store.
  static Trial withStore(Store store) {
    return new Trial(Trial::hold, Optional.of(store));
  }

  private static Rules.Answer hold(Gate.Rule rule, Rules.Facts facts) {
    return rule.expression().equals("broken")
        ? new Rules.Answer.Broken("no such function")
        : new Rules.Answer.Value(rule.expression().equals("true"));
  }

  /// A plan with a lane `lane` for so many jobs at once, and rules that hold if their expression
  /// is `true`.
  static Trial of(int concurrency) {
    return of(concurrency, new Admission.Append(Admission.UNLIMITED));
  }

  static Trial of(int concurrency, Admission admission) {
    var trial = withRules();
    trial.put(new Lane("lane", concurrency, admission));
    return trial;
  }

  static StepSpec step(String name, String... dependsOn) {
    return StepSpec.of(name, new Work.Items(List.of("true")), dependsOn);
  }

  static StepSpec gated(Gate gate, StepSpec step) {
    return step.on(new StepTerms(gate, false, Retries.NONE, TimeLimit.NONE));
  }

  static StepSpec soft(StepSpec step) {
    return step.on(new StepTerms(new Gate.Open(), true, Retries.NONE, TimeLimit.NONE));
  }

  static StepSpec retried(int count, Duration delay, StepSpec step) {
    return step.on(
        new StepTerms(
            new Gate.Open(),
            false,
            new Retries(count, delay, delay.multipliedBy(8)),
            TimeLimit.NONE));
  }

  static JobSpec job(StepSpec... steps) {
    return JobSpec.of("lane", List.of(steps));
  }

  /// A job whose branches go on after a failure.
  static JobSpec branching(StepSpec... steps) {
    return job(steps)
        .on(new JobTerms(OnFailure.STOP_BRANCH, TimeLimit.NONE, JobTerms.UNLIMITED));
  }

  static JobSpec limited(Duration limit, StepSpec... steps) {
    return job(steps).on(new JobTerms(OnFailure.STOP_BRANCH, limit, JobTerms.UNLIMITED));
  }

  JobsPlan plan() {
    return plan;
  }

  Instant now() {
    return now;
  }

  void put(Lane lane) {
    plan.put(lane, now);
    settle();
  }

  Admission.Decision submit(String id, JobSpec spec) {
    return submit(id, spec, Duration.ZERO);
  }

  Admission.Decision submit(String id, JobSpec spec, Duration delay) {
    var decision = plan.submit(id, spec, now.plus(delay), now);
    settle();
    return decision;
  }

  CommandReply cancel(String job) {
    return settled(plan.cancel(job, now));
  }

  CommandReply kill(String job, String step) {
    return settled(plan.kill(job, step, now));
  }

  CommandReply hold(String job, Hold hold) {
    return settled(plan.hold(job, hold, now));
  }

  CommandReply hold(String job, String step, Hold hold) {
    return settled(plan.hold(job, step, hold, now));
  }

  CommandReply resume(String job) {
    return settled(plan.resume(job, now));
  }

  CommandReply resume(String job, String step) {
    return settled(plan.resume(job, step, now));
  }

  /// Starts all that may start; returns its names.
  List<String> start() {
    return start(Integer.MAX_VALUE);
  }

  /// Starts at most so many of what may start; returns their names.
  List<String> start(int most) {
    var names = new ArrayList<String>();
    while (names.size() < most) {
      var next = plan.next();
      if (next.isEmpty()) {
        break;
      }
      assertThat(running).doesNotContainKey(next.get().name());
      running.put(next.get().name(), next.get());
      names.add(next.get().name());
      settle();
    }
    return names;
  }

  void end(String name, Outcome outcome) {
    var task = Objects.requireNonNull(running.remove(name));
    plan.completed(
        new TaskResult(
            task,
            1,
            now,
            0,
            Duration.ZERO,
            0,
            outcome,
            Output.NONE,
            Output.NONE,
            Usage.NONE));
    settle();
  }

  /// Ends what runs, and what is started then, with success.
  void finish() {
    start();
    while (!running.isEmpty()) {
      end(running.keySet().iterator().next(), SUCCESS);
      start();
    }
  }

  boolean answer(String name, Outcome outcome) {
    boolean was = plan.answer(StepId.parse(name), outcome, now);
    settle();
    return was;
  }

  /// Lets time pass, and the plan act whenever something is due.
  void pass(Duration duration) {
    var end = now.plus(duration);
    for (var due = plan.nextDue(); due.isPresent() && !due.get().isAfter(end); due =
        plan.nextDue()) {
      now = due.get().isAfter(now) ? due.get() : now;
      plan.due(now);
      settle();
      assertThat(plan.nextDue()).satisfiesAnyOf(
          next -> assertThat(next).isEmpty(),
          next -> assertThat(next.orElseThrow()).isAfter(now));
    }
    now = end;
    plan.due(now);
    settle();
  }

  /// Goes on with a new plan that has what was kept. What runs is forgotten here, and known to the
  /// new plan.
  void restart(List<Lane> lanes) {
    plan = new JobsPlan(rules);
    lanes.forEach(lane -> plan.put(lane, now));
    running.clear();
    cancelled.clear();
    store.ifPresent(Store::reopen);
    plan.restore(kept.jobs(), now);
    settle();
  }

  private CommandReply settled(CommandReply reply) {
    settle();
    return reply;
  }

  private void settle() {
    plan.sanityCheck();
    var decisions = plan.drain();
    events.addAll(decisions.events());
    decisions.events().forEach(kept::take);
    store.ifPresent(s -> s.write(decisions.events()));
    decisions.cancellations().forEach(sequence -> {
      var name = running.values()
          .stream()
          .filter(task -> task.sequence() == sequence)
          .map(Task::name)
          .findFirst()
          .orElseThrow(() -> new AssertionError("cancels what does not run"));
      assertThat(cancelled).doesNotContain(name);
      cancelled.add(name);
    });
    assertThat(kept.jobs()).isEqualTo(plan.recorded());
    store.ifPresent(s -> assertThat(s.live()).isEqualTo(plan.recorded()));
  }

  List<JobEvent> events() {
    return events;
  }

  List<String> running() {
    return List.copyOf(running.keySet());
  }

  Task task(String name) {
    return Objects.requireNonNull(running.get(name));
  }

  /// The tasks that were to be cancelled, since the last restart.
  List<String> cancelled() {
    return cancelled;
  }

  Bookkeeper kept() {
    return kept;
  }

  Optional<Verdict> verdict(String job) {
    return Optional.ofNullable(kept.verdicts().get(job));
  }

  Optional<StepEnd> end(String name) {
    var id = StepId.parse(name);
    return Optional.ofNullable(kept.ends(id.job()).get(id.step()));
  }

  /// The ids of jobs that wait.
  List<String> waiting() {
    return plan.recorded()
        .stream()
        .filter(job -> job.state() == JobState.WAITING)
        .map(Recorded::id)
        .toList();
  }
}
