package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderedPlanTest {
  private static final Outcome SUCCESS = new Outcome.Exited(0);

  @Test
  void aTaskWaitsUntilAllBeforeItHaveSucceeded() {
    var plan = plan(Map.of(1, Set.of(2, 3)), 4);

    assertThat(numbers(plan)).containsExactly(2, 3, 4);
    end(plan, 2, SUCCESS);
    assertThat(plan.waitsFor(1)).containsExactly(3);
    assertThat(numbers(plan)).isEmpty();
    end(plan, 3, SUCCESS);
    assertThat(plan.waitsFor(1)).isEmpty();
    assertThat(plan.next().orElseThrow().launch().settled()).isEmpty();
  }

  @Test
  void whatCannotRunAnyMoreEndsAsAnError() {
    var plan = plan(Map.of(2, Set.of(1, 4), 3, Set.of(2)), 4);
    assertThat(numbers(plan)).containsExactly(1, 4);

    end(plan, 1, new Outcome.Exited(1));

    var second = plan.next().orElseThrow();
    assertThat(second.sequence()).isEqualTo(2);
    assertThat(second.launch().settled()).contains(
        new Outcome.NotStarted("not run, as task 1, which comes before it, has not succeeded"));
    end(plan, 2, second.launch().settled().orElseThrow());
    assertThat(settled(plan)).isInstanceOf(Outcome.NotStarted.class);
    end(plan, 4, SUCCESS);
    assertThat(plan.next()).isEmpty();
  }

  @Test
  void whatFollowsACancelledTaskIsCancelledSoThatBothAreResumed() {
    var plan = plan(Map.of(2, Set.of(1)), 2);
    assertThat(numbers(plan)).containsExactly(1);

    end(plan, 1, new Outcome.Cancelled());

    assertThat(settled(plan)).isEqualTo(new Outcome.Cancelled());
  }

  @Test
  void whatFollowsATaskCancelledByRequestIsTheSame() {
    var plan = plan(Map.of(2, Set.of(1)), 2);
    plan.next();

    end(plan, 1, new Outcome.Cancelled(true));

    assertThat(settled(plan)).isEqualTo(new Outcome.Cancelled(true));
  }

  @Test
  void resultsOfAnEarlierRunCount() {
    var plan = plan(Map.of(3, Set.of(1), 4, Set.of(2), 5, Set.of(6)), List.of(3, 4, 5));
    plan.note(result(1, new Outcome.Skipped(new Outcome.Earlier("r", 1, Status.SUCCESS))));
    plan.note(result(2, new Outcome.Skipped(new Outcome.Earlier("r", 2, Status.FAILED))));
    plan.leaveOut(6);

    var third = plan.next().orElseThrow();
    assertThat(third.sequence()).isEqualTo(3);
    assertThat(third.launch().settled()).isEmpty();
    assertThat(settled(plan)).isInstanceOf(Outcome.NotStarted.class);
    assertThat(settled(plan)).isInstanceOf(Outcome.NotStarted.class);
  }

  @Test
  void tasksThatAreAddedMayFollowOthers() {
    var tasks = new BatchPlan(Tasks.tasks(1));
    var plan = new OrderedPlan(tasks, _ -> Set.of(), i -> "task " + i);
    assertThat(numbers(plan)).containsExactly(1);

    plan.order(i -> i == 2 ? Set.of(1) : Set.of(), i -> "task " + i);
    tasks.add(List.of(Tasks.task(2)));

    assertThat(numbers(plan)).isEmpty();
    end(plan, 1, SUCCESS);
    assertThat(numbers(plan)).containsExactly(2);
  }

  private static OrderedPlan plan(Map<Integer, Set<Integer>> predecessors, int tasks) {
    return plan(predecessors, Tasks.tasks(tasks).stream().map(Task::sequence).toList());
  }

  private static OrderedPlan plan(Map<Integer, Set<Integer>> predecessors, List<Integer> tasks) {
    return new OrderedPlan(
        new BatchPlan(tasks.stream().map(Tasks::task).toList()),
        i -> predecessors.getOrDefault(i, Set.of()),
        i -> "task " + i);
  }

  private static List<Integer> numbers(OrderedPlan plan) {
    return Stream.generate(plan::next)
        .takeWhile(Optional::isPresent)
        .map(task -> task.orElseThrow().sequence())
        .toList();
  }

  private static Outcome settled(OrderedPlan plan) {
    return plan.next().orElseThrow().launch().settled().orElseThrow();
  }

  private static void end(OrderedPlan plan, int sequence, Outcome outcome) {
    plan.completed(result(sequence, outcome));
  }

  private static TaskResult result(int sequence, Outcome outcome) {
    return new TaskResult(
        Tasks.task(sequence),
        1,
        Instant.EPOCH,
        0,
        Duration.ZERO,
        0,
        outcome,
        Output.NONE,
        Output.NONE,
        Usage.NONE);
  }
}
