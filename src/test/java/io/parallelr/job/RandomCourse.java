package io.parallelr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.task.Outcome;
import io.parallelr.task.Retries;
import io.parallelr.task.Signal;
import io.parallelr.task.TimeLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/// One random course of jobs, commands, outcomes and restarts.
final class RandomCourse {
  private static final int COMMANDS = 150;
  private static final List<Outcome> OUTCOMES = List.of(
      Trial.SUCCESS,
      Trial.SUCCESS,
      Trial.SUCCESS,
      Trial.SUCCESS,
      Trial.FAILURE,
      new Outcome.Signalled(new Signal(11, "SIGSEGV")),
      new Outcome.OutOfMemory(1, 2),
      new Outcome.TimedOut(Duration.ofSeconds(1)),
      new Outcome.NotStarted("no bash"),
      new Outcome.Lost("node down"),
      new Outcome.StillRuns(Trial.FAILURE, "process 7"));
  private static final List<String> LANES = List.of("append", "replace", "parts");

  private final int seed;
  private final Random random;
  private final Trial trial;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, JobSpec> accepted = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private int lastJob;

  RandomCourse(int seed, Trial trial) {
    this.seed = seed;
    this.random = new Random(seed);
    this.trial = trial;
    put(new Lane("append", 2, new Admission.Append(6)));
    put(new Lane("replace", 1, new Admission.Replace(3)));
    put(new Lane("parts", 3, new Admission.PartitionedReplace(2)));
  }

  void run() {
    try {
      for (int i = 0; i < COMMANDS; i++) {
        command();
      }
      finish();
      new Seen(trial, accepted).check();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed %d, after\n%s".formatted(seed, String.join("\n", log)), e);
    }
  }

  private void command() {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> submit();
      case 3, 4, 5, 6, 7, 8 -> control(job(), step(), hold());
      case 9 -> resize(lane(), 1 + random.nextInt(4));
      case 10 -> pass(Duration.ofMillis(random.nextInt(8_000)));
      case 11 -> restart();
      case 12, 13, 14 -> say("start", "", trial.start(1 + random.nextInt(4)));
      default -> end();
    }
  }

  private void control(String job, String step, Hold hold) {
    int which = random.nextInt(6);
    var reply = switch (which) {
      case 0 -> trial.cancel(job);
      case 1 -> trial.kill(job, step);
      case 2 -> trial.hold(job, hold);
      case 3 -> trial.resume(job);
      case 4 -> trial.hold(job, step, hold);
      default -> trial.resume(job, step);
    };
    say("control " + which, String.join(" ", job, step, hold.toString()), reply);
  }

  private void say(String command, String what, Object answer) {
    log.add("%s %s: %s".formatted(command, what, answer));
  }

  private void put(Lane lane) {
    lanes.put(lane.name(), lane);
    trial.put(lane);
    say("put", lane.toString(), "");
  }

  private void resize(String lane, int concurrency) {
    put(Objects.requireNonNull(lanes.get(lane)).resize(concurrency));
  }

  private void pass(Duration duration) {
    trial.pass(duration);
    say("pass", duration.toString(), "");
  }

  /// Some of what ran is still there, of some the end is known.
  private void restart() {
    if (random.nextInt(4) > 0) {
      return;
    }
    var ran = trial.running();
    trial.restart(List.copyOf(lanes.values()));
    for (var name : ran) {
      if (random.nextInt(3) == 0) {
        trial.answer(name, outcome());
      }
    }
    say("restart", ran.toString(), "");
  }

  private void submit() {
    var id = "j" + ++lastJob;
    var spec = spec();
    var delay = Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(5_000) : 0);
    var decision = trial.submit(id, spec, delay);
    if (!(decision instanceof Admission.Decision.Refuse)) {
      accepted.put(id, spec);
    }
    say("submit", id + ' ' + delay + ' ' + spec, decision);
  }

  private void end() {
    var running = trial.running();
    if (!running.isEmpty()) {
      var name = running.get(random.nextInt(running.size()));
      var outcome = outcome();
      trial.end(name, outcome);
      say("end", name, outcome);
    }
  }

  /// What was cancelled may answer anything; what was not does not answer that it was.
  private Outcome outcome() {
    return OUTCOMES.get(random.nextInt(OUTCOMES.size()));
  }

  private void finish() {
    for (int i = 0; i < 1_000 && !trial.plan().recorded().isEmpty(); i++) {
      for (var job : trial.plan().recorded()) {
        trial.resume(job.id());
        job.spec().steps().forEach(step -> trial.resume(job.id(), step.name()));
        trial.resume(job.id(), "h");
      }
      trial.start();
      trial.running().forEach(name -> trial.end(name, outcome()));
      trial.pass(Duration.ofSeconds(1));
    }
    assertThat(trial.plan().recorded()).isEmpty();
    assertThat(trial.plan().nextDue()).isEmpty();
    assertThat(trial.plan().next()).isEmpty();
  }

  private JobSpec spec() {
    var steps = new ArrayList<StepSpec>();
    int count = random.nextInt(7);
    for (int i = 0; i < count; i++) {
      int before = i;
      var dependencies = IntStream.range(0, i)
          .filter(_ -> random.nextInt(before + 1) < 2)
          .mapToObj(d -> "s" + d)
          .toArray(String[]::new);
      steps.add(Trial.step("s" + i, dependencies).on(stepTerms()));
    }
    Collections.shuffle(steps, random);
    var spec = JobSpec.of(lane(), steps)
        .in(lane(), "p" + random.nextInt(2))
        .on(
            new JobTerms(
                random.nextBoolean() ? OnFailure.STOP_JOB : OnFailure.STOP_BRANCH,
                random.nextInt(4) == 0 ? Duration.ofSeconds(10) : TimeLimit.NONE,
                random.nextBoolean() ? JobTerms.UNLIMITED : 1 + random.nextInt(3)));
    return random.nextInt(3) == 0 ? spec.handledBy(Trial.step("h").on(stepTerms())) : spec;
  }

  private StepTerms stepTerms() {
    Gate gate = switch (random.nextInt(12)) {
      case 0 -> new Gate.Disabled();
      case 1 -> new Gate.Rule("true", Gate.Effect.SKIP);
      case 2 -> new Gate.Rule("true", Gate.Effect.BLOCK);
      case 3 -> new Gate.Rule("false", Gate.Effect.BLOCK);
      case 4 -> new Gate.Rule("broken", Gate.Effect.SKIP);
      default -> new Gate.Open();
    };
    var pause = Duration.ofSeconds(random.nextInt(3));
    return new StepTerms(
        gate,
        random.nextInt(5) == 0,
        new Retries(Math.max(0, random.nextInt(5) - 2), pause, pause.multipliedBy(2)),
        TimeLimit.NONE);
  }

  private String lane() {
    return LANES.get(random.nextInt(LANES.size()));
  }

  private String job() {
    var live = trial.plan().recorded();
    return live.isEmpty() ? "none" : live.get(random.nextInt(live.size())).id();
  }

  private String step() {
    return random.nextInt(10) == 0 ? "h" : "s" + random.nextInt(6);
  }

  private Hold hold() {
    return random.nextBoolean()
        ? new Hold.Resume()
        : new Hold.Until(trial.now().plusMillis(random.nextInt(6_000)));
  }
}
