package io.parallelr.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.journal.TaskRecord;
import io.parallelr.json.JsonObject;
import io.parallelr.task.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalStateTest {
  private static final StopLimits LIMITS = new StopLimits(true, 5, 0.5, 10, Optional.empty());

  private final JournalState state = new JournalState();

  private void begins(int sequence, int attempt, int slot) {
    state.take(record(sequence, attempt, slot, Optional.empty(), false));
  }

  private void ends(int sequence, int attempt, int slot, Status status, boolean isFinal) {
    state.take(record(sequence, attempt, slot, Optional.of(status), isFinal));
  }

  private static TaskRecord record(
      int sequence,
      int attempt,
      int slot,
      Optional<Status> status,
      boolean isFinal) {
    return new TaskRecord("t" + sequence, sequence, attempt, slot, status, isFinal,
        JsonObject.EMPTY);
  }

  private List<Integer> open() {
    return state.open().stream().map(TaskRecord::sequence).sorted().toList();
  }

  @Test
  void whatHasBegunIsOpenUntilItEnds() {
    begins(1, 1, 1);
    begins(2, 1, 2);
    ends(1, 1, 1, Status.SUCCESS, true);
    begins(3, 1, 1);

    assertThat(open()).containsExactly(2, 3);
    assertThat(state.ended()).isEqualTo(1);
  }

  @Test
  void anEndThatComesLateDoesNotCloseTheNextTaskOfTheSlot() {
    begins(1, 1, 1);
    begins(2, 1, 1);
    ends(1, 1, 1, Status.SUCCESS, true);

    assertThat(open()).containsExactly(2);
  }

  @Test
  void aFailureThatIsTriedAgainIsNotCountedYet() {
    begins(1, 1, 1);
    ends(1, 1, 1, Status.FAILED, false);
    assertThat(state.retries()).isEqualTo(1);
    assertThat(state.failures()).isEmpty();

    begins(1, 2, 1);
    assertThat(state.retries()).isZero();
    ends(1, 2, 1, Status.TIMEOUT, true);

    assertThat(state.failures()).hasSize(1);
    assertThat(state.describe(LIMITS))
        .contains("1 of 5 failures in a row, rate 100% of 50% from 10 tasks on");
  }

  @Test
  void failuresInARowEndWithASuccessAndNotWithACancelledTask() {
    ends(1, 1, 1, Status.FAILED, true);
    ends(2, 1, 1, Status.CANCELLED, true);
    ends(3, 1, 1, Status.ERROR, true);
    assertThat(state.describe(LIMITS).orElse("")).startsWith("2 of 5 failures in a row,");
    ends(4, 1, 1, Status.SUCCESS, true);
    ends(5, 1, 1, Status.SKIPPED, true);

    assertThat(state.describe(LIMITS).orElse("")).startsWith("0 of 5 failures in a row, rate 67%");
    assertThat(state.ended()).isEqualTo(4);
  }

  @Test
  void theLatestFailuresComeFirstAndFewAreKept() {
    for (int i = 1; i <= 200; i++) {
      ends(i, 1, 1, Status.FAILED, true);
    }

    assertThat(state.failures()).hasSize(50)
        .first()
        .extracting(TaskRecord::sequence)
        .isEqualTo(200);
  }

  @Test
  void theLatestLineOfAWatchedTaskIsKept() {
    state.watch(record(1, 1, 1, Optional.empty(), false));
    begins(2, 1, 2);
    ends(1, 1, 1, Status.SUCCESS, true);

    assertThat(state.latest(1).flatMap(TaskRecord::status)).contains(Status.SUCCESS);
    assertThat(state.latest(2)).isEmpty();
  }
}
