package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What the events of a course show, and what must be true of them.
final class Seen {
  private final Trial trial;
  private final Map<String, JobSpec> accepted;
  private final Set<String> started = new HashSet<>();
  private final Map<String, Intent> intents = new HashMap<>();
  private final Map<String, Intent> stops = new HashMap<>();
  private final Set<String> running = new HashSet<>();
  private final Set<String> failing = new HashSet<>();
  private final Set<String> decided = new HashSet<>(); // by a failure
  private final Map<String, StepEnd> ends = new HashMap<>();

  Seen(Trial trial, Map<String, JobSpec> accepted) {
    this.trial = trial;
    this.accepted = accepted;
  }

  void check() {
    assertThat(trial.kept().verdicts().keySet()).isEqualTo(accepted.keySet());
    trial.events().forEach(this::check);
    accepted.forEach((id, spec) -> {
      var names = spec.steps().stream().map(StepSpec::name).toList();
      assertThat(trial.kept().ends(id).keySet()).containsAll(names);
    });
  }

  private void check(JobEvent event) {
    switch (event) {
      case JobEvent.StepStarted e -> {
        assertThat(started.add(e.job() + '/' + e.step() + ' ' + e.attempt())).isTrue();
        assertThat(stops).doesNotContainKey(e.job());
        spec(e.job())
            .steps()
            .stream()
            .filter(step -> step.name().equals(e.step()))
            .forEach(step -> checkDependencies(e.job(), step));
      }
      case JobEvent.StepStopping e -> {
        assertThat(intents.put(e.job() + '/' + e.step(), e.intent())).isNull();
      }
      case JobEvent.StepEnded e -> {
        var name = e.job() + '/' + e.step();
        ends.put(name, e.end());
        if (intents.containsKey(name)) {
          assertThat(e.end()).isEqualTo(
              StepEnd.of(intents.get(name), spec(e.job()).terms().timeLimit()));
        }
      }
      case JobEvent.Started e -> {
        running.add(e.job());
        decide(e.job());
      }
      case JobEvent.Failing e -> {
        failing.add(e.job());
        decide(e.job());
      }
      case JobEvent.Handling e -> {
        assertThat(stops).doesNotContainKey(e.job());
        decided.add(e.job());
      }
      case JobEvent.Stopping e -> stops.put(e.job(), e.intent());
      case JobEvent.Ended e -> checkVerdict(e);
      default -> {
        // nothing to be seen from outside
      }
    }
  }

  private JobSpec spec(String job) {
    return Objects.requireNonNull(accepted.get(job));
  }

  private void decide(String job) {
    if (running.contains(job)
        && failing.contains(job)
        && spec(job).terms().onFailure() == OnFailure.STOP_JOB) {
      decided.add(job);
    }
  }

  private void checkDependencies(String job, StepSpec step) {
    var specs = spec(job).steps();
    for (var dependency : step.dependsOn()) {
      boolean soft = specs.stream()
          .anyMatch(s -> s.name().equals(dependency) && s.terms().soft());
      assertThat(Objects.requireNonNull(ends.get(job + '/' + dependency)).isDone(soft)).isTrue();
    }
  }

  private void checkVerdict(JobEvent.Ended ended) {
    var stop = stops.get(ended.job());
    if (decided.contains(ended.job())) {
      assertThat(ended.verdict()).isInstanceOfAny(Verdict.Failed.class, Verdict.Lost.class);
    } else if (stop == Intent.TIME_LIMIT) {
      assertThat(ended.verdict()).isInstanceOf(Verdict.TimedOut.class);
    } else if (stop != null) {
      assertThat(ended.verdict()).isEqualTo(new Verdict.Canceled(stop));
    }
  }
}
