package io.parallelr.job;

import java.util.Optional;

/// A step of a live job.
final class Step implements Timers.Target {
  private final Job job;
  private final StepSpec spec;
  private final int place;
  private StepState state = StepState.PENDING;
  private Waits waits = Waits.NONE;
  private Optional<Intent> intent = Optional.empty();
  private Optional<StepEnd> end = Optional.empty();
  private int attempt = 1;
  private int sequence; // of its task; 0 while it has none
  private int open; // dependencies that have not ended

  /// @param open how many steps it depends on
  Step(Job job, StepSpec spec, int place, int open) {
    this.job = job;
    this.spec = spec;
    this.place = place;
    this.open = open;
  }

  Job job() {
    return job;
  }

  StepSpec spec() {
    return spec;
  }

  String name() {
    return spec.name();
  }

  int place() {
    return place;
  }

  StepState state() {
    return state;
  }

  boolean is(StepState which) {
    return state == which;
  }

  boolean isOver() {
    return state.isOver();
  }

  Waits waits() {
    return waits;
  }

  void wait(Waits newWaits) {
    waits = newWaits;
  }

  Optional<Intent> intent() {
    return intent;
  }

  Optional<StepEnd> end() {
    return end;
  }

  int attempt() {
    return attempt;
  }

  int sequence() {
    return sequence;
  }

  boolean hasTask() {
    return sequence > 0;
  }

  /// Whether all that it depends on has ended.
  boolean isFree() {
    return open == 0;
  }

  int open() {
    return open;
  }

  void dependencyEnded() {
    open--;
  }

  boolean isDone() {
    return end.isPresent() && end.get().isDone(spec.terms().soft());
  }

  boolean hasAttemptsLeft() {
    return attempt <= spec.terms().retries().count();
  }

  void ready() {
    become(StepState.READY);
    waits = Waits.NONE;
  }

  void unready(Hold hold) {
    become(StepState.PENDING);
    waits = waits.held(hold);
  }

  void run() {
    become(StepState.RUNNING);
  }

  void giveOut(int newSequence) {
    sequence = newSequence;
  }

  void stop(Intent why) {
    intent = Optional.of(why);
  }

  void retry(Waits until) {
    become(StepState.PENDING);
    attempt++;
    sequence = 0;
    waits = until;
  }

  void end(StepEnd how) {
    become(how.state());
    sequence = 0;
    waits = Waits.NONE;
    end = Optional.of(how);
  }

  private void become(StepState next) {
    state = Transitions.check(toString(), state, next);
  }

  /// Goes back to where it was recorded.
  void restore(RecordedStep recorded) {
    switch (recorded) {
      case RecordedStep.Pending(var number, var until) -> {
        attempt = number;
        waits = until;
      }
      case RecordedStep.Ready(var number) -> {
        attempt = number;
        state = StepState.READY;
      }
      case RecordedStep.Running(var number, var why) -> {
        attempt = number;
        intent = why;
        state = StepState.RUNNING;
      }
      case RecordedStep.Ended(var number, var how) -> {
        attempt = number;
        state = how.state();
        end = Optional.of(how);
      }
    }
  }

  RecordedStep recorded() {
    if (end.isPresent()) {
      return new RecordedStep.Ended(attempt, end.get());
    }
    return switch (state) {
      case READY -> new RecordedStep.Ready(attempt);
      case RUNNING -> new RecordedStep.Running(attempt, intent);
      default -> new RecordedStep.Pending(attempt, waits);
    };
  }

  @Override
  public String toString() {
    return job.id() + '/' + name();
  }
}
