package io.parallelr.job;

import static java.util.Collections.nCopies;

import io.parallelr.task.Outcome;
import io.parallelr.task.TimeLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// A live job: from its submission to its verdict.
final class Job implements Timers.Target {
  private final String id;
  private final JobSpec spec;
  private final long number;
  private final PlanContext context;
  private final VerdictTracker tracker;
  private Optional<Steps> made = Optional.empty(); // once they are needed: many jobs may wait
  private JobState state = JobState.WAITING;
  private Waits waits;
  private boolean isDue; // its earliest start has come
  private Countdown countdown = new Countdown.None();

  /// @param number which orders those of a lane
  Job(String id, JobSpec spec, long number, Instant notBefore, Instant now, PlanContext context) {
    this.id = id;
    this.spec = spec;
    this.number = number;
    this.waits = Waits.until(notBefore);
    this.isDue = waits.isDue(now);
    this.context = context;
    this.tracker = new VerdictTracker(spec.terms());
  }

  String id() {
    return id;
  }

  JobSpec spec() {
    return spec;
  }

  long number() {
    return number;
  }

  JobState state() {
    return state;
  }

  Steps steps() {
    if (made.isEmpty()) {
      made = Optional.of(new Steps(this, context));
    }
    return made.get();
  }

  boolean isOver() {
    return state == JobState.ENDED;
  }

  boolean isStarted() {
    return state == JobState.RUNNING || state == JobState.HANDLING;
  }

  /// Whether it is to end as soon as what runs has ended.
  boolean isStopping() {
    return state == JobState.HANDLING ? tracker.stop().isPresent() : tracker.isStopping();
  }

  /// Whether only the lane keeps it from starting.
  boolean isEligible() {
    return state == JobState.WAITING && isDue && waits.hold().isEmpty();
  }

  /// Whether a step could start.
  boolean mayStartStep() {
    return isStarted()
        && waits.hold().isEmpty()
        && !steps().areAllGivenOut()
        && steps().running().size() < spec.terms().maxParallel();
  }

  /// Goes back to what was recorded; [#proceed(Instant)] continues from there.
  void restore(Recorded recorded, Instant now) {
    state = recorded.state();
    waits = recorded.waits();
    isDue = isStarted() || waits.isDue(now);
    if (state == JobState.HANDLING) {
      steps().addHandler(spec.handler().orElseThrow());
    }
    if (!recorded.isUntouched()) {
      steps().restore(recorded.steps(), now);
    }
    var course = recorded.course();
    countdown = course.countdown();
    tracker.restore(course.failure().flatMap(name -> steps().find(name)), course.stop(), state);
    made.ifPresent(s -> s.all().stream().filter(Step::isOver).forEach(step -> {
      hasEnded(step, now); // its failure may not be recorded yet
    }));
  }

  /// Goes on after all was restored.
  void proceed(Instant now) {
    if (isStarted()) {
      if (isStopping()) {
        stopSteps(tracker.stop().orElse(Intent.FAILURE), now);
      }
      steps().proceed(now);
      conclude(now);
    }
  }

  Recorded recorded() {
    return new Recorded(
        id,
        spec,
        state,
        waits,
        new Recorded.Course(countdown, tracker.failure().map(Step::name), tracker.stop()),
        made.map(Steps::recorded)
            .orElseGet(() -> nCopies(spec.steps().size(), RecordedStep.untouched())));
  }

  /// Starts, as there is a place.
  void start(Instant now) {
    become(JobState.RUNNING);
    var limit = spec.terms().timeLimit();
    if (!TimeLimit.isNone(limit)) {
      countdown = new Countdown.Until(now.plus(limit));
    }
    tell(new JobEvent.Started(id, countdown, now));
    steps().proceed(now);
    conclude(now);
  }

  /// Takes in how the task of a step ended.
  void completed(Step step, Outcome outcome, Instant at) {
    if (step.intent().isPresent()) {
      steps().end(step, StepEnd.of(step.intent().get(), spec.terms().timeLimit()), at);
    } else if (outcome.mayBeRetried() && step.hasAttemptsLeft()) {
      steps().retry(step, at.plus(pauseAfter(step)), at);
    } else {
      steps().end(step, StepEnd.of(outcome), at);
      if (outcome.ofCommand() instanceof Outcome.Cancelled) {
        var _ = stop(Intent.SHUTDOWN, at);
      }
    }
    conclude(at);
  }

  private static Duration pauseAfter(Step step) {
    return step.spec().terms().retries().before(step.attempt() + 1);
  }

  /// Takes note that a step has ended.
  void hasEnded(Step step, Instant at) {
    if (tracker.note(step)) {
      tell(new JobEvent.Failing(id, step.name(), at));
    }
  }

  /// Ends it, for another reason than a failure.
  CommandReply stop(Intent why, Instant now) {
    if (state == JobState.WAITING) {
      tracker.stop(why);
      steps().cancelUnstarted(now);
      end(now);
      return CommandReply.DONE;
    }
    if (isOver() || tracker.stop().isPresent()) {
      return isOver() ? CommandReply.TOO_LATE : CommandReply.UNCHANGED;
    }
    tracker.stop(why);
    tell(new JobEvent.Stopping(id, why, now));
    stopSteps(why, now);
    conclude(now);
    return CommandReply.DONE;
  }

  private void stopSteps(Intent why, Instant now) {
    steps().cancelUnstarted(now);
    for (var step : steps().running()) {
      stop(step, why);
    }
  }

  /// Records why a running step is ended; then its task may be cancelled.
  private void stop(Step step, Intent why) {
    if (step.intent().isEmpty()) {
      step.stop(why);
      tell(new JobEvent.StepStopping(id, step.name(), why));
      if (step.hasTask()) {
        context.outbox().cancel(step.sequence());
      }
    }
  }

  /// Ends one step, or does not let it start.
  CommandReply kill(Step step, Instant now) {
    if (step.isOver()) {
      return CommandReply.TOO_LATE;
    }
    if (step.is(StepState.RUNNING)) {
      if (step.intent().isPresent()) {
        return CommandReply.UNCHANGED;
      }
      stop(step, Intent.KILL);
      return CommandReply.DONE;
    }
    steps().end(step, new StepEnd.Killed(Intent.KILL), now);
    conclude(now);
    return CommandReply.DONE;
  }

  /// Keeps it from starting, or from starting more steps.
  CommandReply hold(Hold hold, Instant now) {
    if (isStopping()) {
      return CommandReply.TOO_LATE;
    }
    if (waits.hold().equals(Optional.of(hold))) {
      return CommandReply.UNCHANGED;
    }
    waits = waits.held(hold);
    countdown = countdown.stopped(now);
    tell(new JobEvent.Held(id, hold, countdown, now));
    return CommandReply.DONE;
  }

  /// Releases it.
  CommandReply resume(Instant now) {
    if (waits.hold().isEmpty()) {
      return CommandReply.UNCHANGED;
    }
    waits = waits.resumed();
    isDue = isDue || waits.isDue(now);
    countdown = countdown.resumed(now);
    tell(new JobEvent.Resumed(id, countdown, now));
    return CommandReply.DONE;
  }

  /// Keeps a step from starting.
  CommandReply hold(Step step, Hold hold, Instant now) {
    return steps().hold(step, hold, now);
  }

  /// Lets a step start that was held.
  CommandReply resume(Step step, Instant now) {
    var reply = steps().resume(step, now);
    if (reply == CommandReply.DONE && isStarted()) {
      steps().proceed(step, now);
      conclude(now);
    }
    return reply;
  }

  /// Does what the time asks for.
  void look(Instant now) {
    if (waits.isHoldOver(now)) {
      var _ = resume(now);
    }
    isDue = isDue || waits.isDue(now);
    if (isStarted() && tracker.stop().isEmpty() && countdown.isOver(now)) {
      var _ = stop(Intent.TIME_LIMIT, now);
    }
  }

  /// Does what the time asks for, to a step.
  void look(Step step, Instant now) {
    if (step.waits().isHoldOver(now)) {
      var _ = resume(step, now);
    } else if (isStarted()) {
      steps().proceed(step, now);
      conclude(now);
    }
  }

  /// When to look at it again; empty if the time changes nothing.
  Optional<Instant> nextLook() {
    var limit = countdown instanceof Countdown.Until(var end) && tracker.stop().isEmpty()
        ? Optional.of(end)
        : Optional.<Instant>empty();
    return Stream.concat(waits.nextLook(isDue).stream(), limit.stream())
        .min(Comparator.naturalOrder());
  }

  /// Stops after a failure, lets the handler run, or ends, as far as it is time for that.
  private void conclude(Instant now) {
    if (!isStarted()) {
      return;
    }
    if (tracker.mustFail()) {
      tracker.decide();
      stopSteps(Intent.FAILURE, now);
    }
    if (state == JobState.RUNNING
        && steps().haveEnded()
        && spec.handler().isPresent()
        && tracker.needsHandler()) {
      tracker.decide();
      become(JobState.HANDLING);
      tell(new JobEvent.Handling(id, now));
      steps().addHandler(spec.handler().get());
      steps().proceed(now);
    }
    if (steps().haveEnded()) {
      end(now);
    }
  }

  private void end(Instant now) {
    become(JobState.ENDED);
    tell(new JobEvent.Ended(id, tracker.verdict(), now));
  }

  private void become(JobState next) {
    state = Transitions.check(id, state, next);
  }

  private void tell(JobEvent event) {
    context.outbox().tell(event);
  }
}
