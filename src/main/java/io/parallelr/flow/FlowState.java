package io.parallelr.flow;

import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.InvalidValueException;
import io.parallelr.flowfile.Numbers;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The state of a running flow: its position, the results of its tasks, the pause before the next
/// one, and how it ended. Each new position is passed to the checkpoint, with the results since the
/// last one.
final class FlowState {
  private static final int VALIDATION = 20;

  private final VariableValues values;
  private final UnnoticedFailures failures;
  private final Checkpoint checkpoint;
  private final FlowLog log;
  /// Results since the last call of the checkpoint, and those that they replaced.
  private final Map<Integer, StepResult> changed = new HashMap<>();
  private final List<StepResult> superseded = new ArrayList<>();
  private Optional<FlowEnd> end = Optional.empty();
  private Duration pause = Duration.ZERO;
  private int position;
  private int round = 1;
  private int lastStarted = -1;

  /// @param start id of the first task
  FlowState(Flow flow, VariableValues values, Checkpoint checkpoint, FlowLog log, int start) {
    this.values = values;
    this.failures = new UnnoticedFailures(flow, values, changed::put);
    this.checkpoint = checkpoint;
    this.log = log;
    this.position = start;
  }

  /// How the flow ended; empty while it runs.
  Optional<FlowEnd> end() {
    return end;
  }

  boolean isOver() {
    return end.isPresent();
  }

  /// The id of the task that runs or is the next to run.
  int position() {
    return position;
  }

  /// Which run of its task a loop has reached, from 1.
  int round() {
    return round;
  }

  /// The values of variables for conditions. A failure that a condition asks about is noticed.
  VariableLookup variables() {
    return failures;
  }

  /// Records that a task has started: if the flow ends now, this task has decided it.
  void started(Step step) {
    lastStarted = step.id();
  }

  void put(int id, StepResult result) {
    values.put(id, result).ifPresent(superseded::add);
    changed.put(id, result);
  }

  /// The pause before the next task, which a task that ended has asked for.
  Duration pause() {
    return pause;
  }

  void clearPause() {
    pause = Duration.ZERO;
  }

  void lengthenPause(Duration time) {
    pause = pause.plus(time);
  }

  /// Sets the pause that a task asks for, unless a longer one is set.
  void pauseAfter(Step step) {
    if (step.sleep().isEmpty()) {
      return;
    }
    try {
      var time = values.seconds("sleep", step.sleep());
      if (time.compareTo(pause) > 0) {
        log.info("Task %d: Sleeping for %s seconds".formatted(step.id(), seconds(time)));
        pause = time;
      }
    } catch (InvalidValueException e) {
      endAsInvalid(step.id(), e);
    }
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  /// Runs a task once more.
  void repeat(Step step) {
    round++;
    reach(step.id());
  }

  /// Takes a transition from a task that has ended.
  void follow(Routes.Transition transition, Step from) {
    switch (transition) {
      case Routes.Transition.ToTask(var to, var jumps) -> {
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
        round = 1;
        reach(to);
      }
      case Routes.Transition.Return _ -> returned(from).ifPresent(status -> {
        var cause = "Returning with exit code " + status;
        log.info("Task %d: %s".formatted(from.id(), cause));
        end(status, cause);
      });
      case Routes.Transition.End(var status, var cause) -> {
        log.info("Task %d: %s".formatted(from.id(), cause));
        end(status, cause);
      }
    }
  }

  private void reach(int task) {
    position = task;
    checkpoint.reached(task, Map.copyOf(changed), List.copyOf(superseded));
    changed.clear();
    superseded.clear();
  }

  /// The exit code that `return` gives; empty if it is invalid, which ends the flow.
  Optional<Integer> returned(Step step) {
    try {
      return Optional.of(
          values.whole(
              "return",
              step.returns().orElse(Text.of("0")),
              0,
              Numbers.HIGHEST_EXIT_CODE));
    } catch (InvalidValueException e) {
      endAsInvalid(step.id(), e);
      return Optional.empty();
    }
  }

  /// Ends the flow because a key of a task holds an invalid value.
  void endAsInvalid(int id, InvalidValueException e) {
    endAsInvalid("task %d: %s".formatted(id, e.reason()));
  }

  void endAsInvalid(String cause) {
    end(VALIDATION, cause);
  }

  /// Ends the flow; the first end counts.
  void end(int status, String cause) {
    if (end.isEmpty()) {
      var unnoticed = status == 0 ? failures.end() : Optional.<FlowEnd>empty();
      end = unnoticed.or(() -> Optional.of(new FlowEnd(status, cause, lastStarted)));
    }
  }
}
