package io.parallelr.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A store in memory that knows nothing but the events.
final class Bookkeeper {
  private final Map<String, Job> live = new LinkedHashMap<>();
  private final Map<String, Verdict> verdicts = new HashMap<>();
  private final Map<String, Map<String, StepEnd>> ends = new HashMap<>();

  private static final class Job {
    private final JobSpec spec;
    private final List<RecordedStep> steps = new ArrayList<>();
    private JobState state = JobState.WAITING;
    private Waits waits;
    private Countdown countdown = new Countdown.None();
    private Optional<String> failure = Optional.empty();
    private Optional<Intent> stop = Optional.empty();

    Job(JobSpec spec, Waits waits) {
      this.spec = spec;
      this.waits = waits;
      spec.steps().forEach(_ -> steps.add(RecordedStep.untouched()));
    }

    int place(String step) {
      for (int i = 0; i < spec.steps().size(); i++) {
        if (spec.steps().get(i).name().equals(step)) {
          return i;
        }
      }
      return spec.steps().size();
    }

    RecordedStep step(String name) {
      return steps.get(place(name));
    }

    void step(String name, RecordedStep now) {
      steps.set(place(name), now);
    }

    int attempt(String name) {
      return switch (step(name)) {
        case RecordedStep.Pending p -> p.attempt();
        case RecordedStep.Ready r -> r.attempt();
        case RecordedStep.Running r -> r.attempt();
        case RecordedStep.Ended e -> e.attempt();
      };
    }

    Waits waits(String name) {
      return step(name) instanceof RecordedStep.Pending p ? p.waits() : Waits.NONE;
    }

    Recorded recorded(String id) {
      return new Recorded(
          id,
          spec,
          state,
          waits,
          new Recorded.Course(countdown, failure, stop),
          steps);
    }
  }

  List<Recorded> jobs() {
    return live.entrySet().stream().map(e -> e.getValue().recorded(e.getKey())).toList();
  }

  Map<String, Verdict> verdicts() {
    return verdicts;
  }

  /// How the steps of a job ended, by their names.
  Map<String, StepEnd> ends(String job) {
    return ends.getOrDefault(job, Map.of());
  }

  void take(JobEvent event) {
    if (event instanceof JobEvent.Submitted e) {
      live.put(e.job(), new Job(e.spec(), Waits.until(e.notBefore())));
      return;
    }
    var job = Objects.requireNonNull(live.get(event.job()));
    switch (event) {
      case JobEvent.Submitted _ -> throw new IllegalStateException();
      case JobEvent.Held e -> {
        job.waits = job.waits.held(e.hold());
        job.countdown = e.countdown();
      }
      case JobEvent.Resumed e -> {
        job.waits = job.waits.resumed();
        job.countdown = e.countdown();
      }
      case JobEvent.Started e -> {
        job.state = JobState.RUNNING;
        job.countdown = e.countdown();
      }
      case JobEvent.Failing e -> job.failure = Optional.of(e.step());
      case JobEvent.Stopping e -> job.stop = Optional.of(e.intent());
      case JobEvent.Handling _ -> {
        job.state = JobState.HANDLING;
        job.steps.add(RecordedStep.untouched());
      }
      case JobEvent.Ended e -> {
        live.remove(e.job());
        if (verdicts.put(e.job(), e.verdict()) != null) {
          throw new IllegalStateException(e.job() + " has ended twice");
        }
      }
      case JobEvent.StepReady e -> job
          .step(e.step(), new RecordedStep.Ready(job.attempt(e.step())));
      case JobEvent.StepHeld e -> job.step(
          e.step(),
          new RecordedStep.Pending(job.attempt(e.step()), job.waits(e.step()).held(e.hold())));
      case JobEvent.StepResumed e -> job.step(
          e.step(),
          new RecordedStep.Pending(job.attempt(e.step()), job.waits(e.step()).resumed()));
      case JobEvent.StepStarted e -> job
          .step(e.step(), new RecordedStep.Running(e.attempt(), Optional.empty()));
      case JobEvent.StepAdopted _ -> {
        // it was running before
      }
      case JobEvent.StepStopping e -> job.step(
          e.step(),
          new RecordedStep.Running(job.attempt(e.step()), Optional.of(e.intent())));
      case JobEvent.StepRetried e -> job
          .step(e.step(), new RecordedStep.Pending(e.attempt(), Waits.until(e.notBefore())));
      case JobEvent.StepEnded e -> {
        job.step(e.step(), new RecordedStep.Ended(job.attempt(e.step()), e.end()));
        if (ends.computeIfAbsent(e.job(), _ -> new HashMap<>()).put(e.step(), e.end()) != null) {
          throw new IllegalStateException(e.job() + '/' + e.step() + " has ended twice");
        }
      }
    }
  }
}
