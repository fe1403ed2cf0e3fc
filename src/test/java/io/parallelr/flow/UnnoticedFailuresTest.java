package io.parallelr.flow;

import static io.parallelr.flow.FlowText.command;
import static io.parallelr.flow.FlowText.flow;
import static io.parallelr.flow.FlowText.parallel;
import static io.parallelr.flow.FlowText.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.Dialect;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A failure that nothing in the flow handles makes the flow fail.
class UnnoticedFailuresTest {
  private static CommandResult failsA(List<String> words) {
    return CommandResult.exit(words.getFirst().equals("a") ? 3 : 0);
  }

  /// Task 0 fails, task 1 succeeds; behind `/` stand the keys of task 1.
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', textBlock = """
      next=always; 0
      next=never; 0
      next=exit_3; 0
      next=exit_not_0; 0
      next=loop&exit_0 loop=2; 0
      next=loop loop=2 loop_break=exit_0; 0
      next=loop loop=2; 10
      goto=1; 0
      on_failure=1; 0
      success=exit_3; 0
      success=exit_4; 10
      failure=exit_0; 0
      return=0; 0
      / condition=@0_exit@=0; 0
      / condition=@0_stdout@~done|true; 0
      / condition=true|@0_success@; 0
      / condition=!@FAILED@; 0
      / next=@0_success@|exit_0; 0
      / success=@0_exit@=3; 0
      / arguments=@0_exit@; 10
      / condition=@1_exit@=0; 10
      / next=never; 10
      / return=0; 10
      / return=7; 7
      / next=exit_9; 1
      sleep=0; 10
      """)
  void makesTheFlowFail(String keys, int status) {
    var parts = (keys + " /").split("/", -1);
    var flow = flow(
        "FAILED=@0_success@",
        command(0, "a", parts[0].strip().split(" ", -1)),
        command(1, "b", parts[1].strip().split(" ", -1)));

    var trial = Trial.of(flow, UnnoticedFailuresTest::failsA);

    assertThat(trial.exitStatus()).as(trial.end().cause()).isEqualTo(status);
    assertThat(trial.end().cause().startsWith("task 0 (exit code 3")).isEqualTo(status == 10);
    if (status == 10) {
      assertThat(trial.end().lastTask()).isZero();
      assertThat(trial.log())
          .anyMatch(line -> line.startsWith("Task 0: failed, and none of its keys says"));
      assertThat(
          Trial.of(flow, Dialect.FIRST.fireAndForget(), UnnoticedFailuresTest::failsA).exitStatus())
          .isZero();
    }
  }

  @Test
  void isForgottenWhenTheTaskSucceedsLater() {
    var runs = new AtomicInteger();
    var flow = flow(command(0, "a"), command(1, "b", "next=exit_0", "goto=0"));

    var trial =
        Trial.of(flow, _ -> CommandResult.exit(runs.incrementAndGet() <= 2 ? 1 : 0));

    assertThat(trial.commands()).containsExactly("a", "b", "a", "b");
    assertThat(trial.exitStatus()).isZero();
  }

  private static String block(String keys, String keysOfNext, String keysOfSubtask) {
    return flow(
        parallel(0, "10,11", keys),
        task(1, "return=0", keysOfNext),
        command(10, "a"),
        command(11, "b", keysOfSubtask));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(delimiter = ';', textBlock = """
      ''; ''; ''; 10
      success=max_failed=2; ''; ''; 0
      next=always; ''; ''; 0
      on_failure=1; ''; ''; 0
      return=0; ''; ''; 10
      ''; condition=@0_exit@=0; ''; 0
      ''; condition=@11_exit@=0; ''; 0
      ''; ''; condition=false; 10
      """)
  void mayBeThatOfABlock(String keys, String keysOfNext, String keysOfSubtask, int status) {
    var trial =
        Trial.of(block(keys, keysOfNext, keysOfSubtask), _ -> CommandResult.exit(1));

    assertThat(trial.exitStatus()).as(trial.end().cause()).isEqualTo(status);
    if (status == 10) {
      assertThat(trial.end().cause())
          .startsWith("task 0 (Parallel execution: 0/2 successful, 2 failed)");
      assertThat(trial.end().lastTask()).isZero();
    }
  }

  @Test
  void isNotASkippedSubtask() {
    var flow = block("", "", "condition=false");

    assertThat(Trial.of(flow, _ -> CommandResult.exit(0)).exitStatus()).isZero();
  }

  @Test
  void isNamedWithTheOthers() {
    var flow = IntStream.range(0, 12)
        .mapToObj(id -> command(id, "c"))
        .collect(Collectors.joining());

    var trial = Trial.of(flow, _ -> CommandResult.timedOut(""));

    assertThat(trial.end().cause()).startsWith(
        "tasks 0 (exit code 124, time limit), 1 (exit code 124, time limit), 2 ")
        .contains("9 (exit code 124, time limit), ... failed");
  }
}
