package io.parallelr.job;

import static io.parallelr.job.Trial.START;
import static io.parallelr.job.Trial.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.Tasks;
import io.parallelr.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The visits grows no faster than the graph. Operations are counted, not time.
class LinearTest {
  private static final int SIZE = 10_000;
  /// Looks per step or dependency: at the start, when it ends, when its job stops; and at the job.
  private static final int LOOKS = 5;

  @Test
  void aLongChain() {
    checkLinear(LinearTest::chain);
  }

  @Test
  void manyStepsSideBySide() {
    checkLinear(n -> steps(n, _ -> List.of()));
  }

  @Test
  void aFanOutAndIn() {
    checkLinear(
        n -> steps(n, i -> i == 0 ? List.of() : i == n - 1 ? names(1, n - 1) : names(0, 1)));
  }

  @Test
  void aWildGraph() {
    checkLinear(n -> {
      var random = new Random(7);
      return steps(
          n,
          i -> random.ints(i == 0 ? 0 : 3, 0, Math.max(1, i)).mapToObj(d -> "s" + d).toList());
    });
  }

  @Test
  void aFailureAtTheHeadOfAChainReachesItsEnd() {
    var plan = plan(chain(SIZE), OnFailure.STOP_BRANCH);

    plan.completed(Tasks.failure(plan.next().orElseThrow()));

    assertThat(plan.next()).isEmpty();
    assertThat(plan.recorded()).isEmpty();
    assertThat(plan.visits()).isLessThan((long) LOOKS * size(chain(SIZE)));
  }

  @Test
  void aCancelOfManyStepsThatRun() {
    var steps = steps(SIZE, _ -> List.of());
    var plan = plan(steps, OnFailure.STOP_JOB);
    var tasks = new ArrayList<Task>();
    for (var next = plan.next(); next.isPresent(); next = plan.next()) {
      tasks.add(next.get());
    }

    plan.completed(Tasks.failure(tasks.getFirst()));
    assertThat(plan.drain().cancellations()).hasSize(SIZE - 1);
    tasks.subList(1, SIZE).forEach(task -> plan.completed(Tasks.success(task)));

    assertThat(plan.recorded()).isEmpty();
    assertThat(plan.visits()).isLessThan((long) LOOKS * SIZE);
  }

  @Test
  void jobsThatCannotStartAreNotWalkedPast() {
    var plan = new JobsPlan((_, _) -> new Rules.Answer.Value(true));
    plan.put(new Lane("lane", 1, new Admission.Append(Admission.UNLIMITED)), START);
    var job = JobSpec.of("lane", List.of(step("a")));
    for (int i = 0; i < SIZE; i++) {
      plan.submit("delayed" + i, job, START.plusSeconds(1), START);
      plan.submit("held" + i, job, START.plusSeconds(1), START);
      plan.hold("held" + i, new Hold.Resume(), START);
    }
    for (int i = 0; i < SIZE; i++) {
      plan.submit("due" + i, job, START, START);
    }
    long before = plan.visits();

    for (var next = plan.next(); next.isPresent(); next = plan.next()) {
      plan.completed(Tasks.success(next.get()));
    }

    assertThat(plan.count("lane")).contains(new JobsPlan.Count(1, 0, 2 * SIZE));
    assertThat(plan.visits() - before).isLessThan(8L * SIZE);
  }

  private static void checkLinear(IntFunction<List<StepSpec>> graph) {
    var steps = graph.apply(SIZE);
    var plan = plan(steps, OnFailure.STOP_JOB);

    int done = 0;
    for (var next = plan.next(); next.isPresent(); next = plan.next()) {
      plan.completed(Tasks.success(next.get()));
      done++;
    }

    assertThat(done).isEqualTo(SIZE);
    assertThat(plan.recorded()).isEmpty();
    assertThat(plan.visits()).isLessThan(LOOKS * size(steps));
  }

  private static JobsPlan plan(List<StepSpec> steps, OnFailure onFailure) {
    var plan = new JobsPlan((_, _) -> new Rules.Answer.Value(true));
    plan.put(new Lane("lane", 1, new Admission.Append(0)), START);
    var terms = JobTerms.DEFAULT;
    plan.submit(
        "1",
        JobSpec.of("lane", steps)
            .on(new JobTerms(onFailure, terms.timeLimit(), terms.maxParallel())),
        START,
        START);
    return plan;
  }

  /// Steps and dependencies.
  private static long size(List<StepSpec> steps) {
    return steps.size() + steps.stream().mapToLong(s -> s.dependsOn().size()).sum();
  }

  private static List<StepSpec> chain(int count) {
    return steps(count, i -> i == 0 ? List.of() : names(i - 1, i));
  }

  private static List<StepSpec> steps(int count, IntFunction<List<String>> dependencies) {
    var steps = new ArrayList<StepSpec>();
    for (int i = 0; i < count; i++) {
      steps.add(step("s" + i, dependencies.apply(i).toArray(String[]::new)));
    }
    return steps;
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "s" + i).toList();
  }
}
