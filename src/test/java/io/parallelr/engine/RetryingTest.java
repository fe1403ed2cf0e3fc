package io.parallelr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Retries;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryingTest {

  @Test
  void eachAttemptGetsTheNumberOfItsOwnSlot() {
    var retries = new Retries(2, Duration.ZERO, Duration.ZERO);
    var task = Tasks.withRetries(Tasks.task(1), retries).running(List.of("x", "-" + Task.SLOT));
    var given = Optional.of(task).stream().iterator();
    var plan = new Retrying(new Plan() {
      @Override
      public Optional<Task> next() {
        return given.hasNext() ? Optional.of(given.next()) : Optional.empty();
      }

      @Override
      public void completed(TaskResult result) {}
    });

    for (int slot : List.of(3, 1, 2)) {
      var attempt = plan.next().orElseThrow().inSlots(List.of(slot));

      assertThat(attempt.command()).containsExactly("x", "-" + slot);
      plan.completed(failed(attempt, slot));
    }
    assertThat(plan.next()).isEmpty();
  }

  private static TaskResult failed(Task task, int slot) {
    return new TaskResult(
        task,
        slot,
        Instant.EPOCH,
        0,
        Duration.ZERO,
        1,
        new Outcome.Exited(1),
        Output.NONE,
        Output.NONE,
        Usage.NONE);
  }
}
