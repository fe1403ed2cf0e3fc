package io.parallelr.flow;

import static io.parallelr.flow.FlowText.command;
import static io.parallelr.flow.FlowText.flow;
import static io.parallelr.flow.FlowText.returning;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Where a flow continues after a task.
class FlowPlanTest {
  /// The example that the description of the first dialect opens with.
  private static final String WORKFLOW = flow(
      "# echo hello",
      command(0, "echo hello", "next=exit_0"),
      command(1, "echo @0_stdout@ world", "next=stdout~world"),
      command(2, "./increment", "sleep=1", "next=loop&stdout!~2", "loop=3"),
      command(3, "./toggle", "next=exit_0|stderr~", "goto=6"),
      command(4, "echo @1_stdout@"),
      command(5, "echo ok", "next=never", "return 0"),
      command(6, "echo FAILED", "next=always"),
      command(7, "echo code @3_stderr@", "next=never", "return 1"));

  private static CommandResult echo(List<String> words) {
    return CommandResult.printing(String.join(" ", words.subList(1, words.size())) + "\n");
  }

  private static CommandResult failsB(List<String> words) {
    return CommandResult.exit(words.getFirst().equals("b") ? 4 : 0);
  }

  @Test
  void theFirstExampleRunsWithoutFailures() {
    var counter = new AtomicInteger();

    var trial = Trial.of(WORKFLOW, words -> switch (words.getFirst()) {
      case "./increment" -> CommandResult.printing(Integer.toString(counter.incrementAndGet()));
      case "./toggle" -> CommandResult.exit(0);
      default -> echo(words);
    });

    assertThat(trial.exitStatus()).isZero();
    assertThat(trial.commands()).containsExactly(
        "echo hello",
        "echo hello world",
        "./increment",
        "./increment",
        "./toggle",
        "echo hello world",
        "echo ok");
    assertThat(trial.delays().stream().map(Duration::toSeconds))
        .containsExactly(0L, 0L, 0L, 1L, 1L, 0L, 0L);
  }

  @Test
  void theFirstExampleHandlesAFailure() {
    var trial = Trial.of(WORKFLOW, words -> switch (words.getFirst()) {
      case "./toggle" -> CommandResult.exit(1, "", "1\n");
      default -> echo(words);
    });

    assertThat(trial.exitStatus()).isEqualTo(1);
    assertThat(trial.commands()).endsWith("./toggle", "echo FAILED", "echo code 1")
        .filteredOn("./increment"::equals)
        .as("loop=3: 1 and 3 repeats")
        .hasSize(4);
  }

  @Test
  void theDialectsCountLoopsAndTakeFailuresDifferently() {
    var flow = flow(command(0, "a", "next=loop", "loop=2"), command(1, "b"), command(2, "c"));

    var first = Trial.of(flow, Dialect.FIRST, FlowPlanTest::failsB);
    var second = Trial.of(flow, Dialect.SECOND, FlowPlanTest::failsB);

    assertThat(first.commands()).containsExactly("a", "a", "a", "b", "c");
    assertThat(first.end()).isEqualTo(
        new FlowEnd(
            10,
            "task 1 (exit code 4) failed, and nothing in the flow handles it: add next,"
                + " on_failure or success, or test its result in a later condition",
            1));
    assertThat(second.commands()).containsExactly("a", "a", "b");
    assertThat(second.exitStatus()).isEqualTo(4);
  }

  @Test
  void aReturnWaitsForNextInTheFirstDialect() {
    var flow = flow(command(0, "check", "next=exit_0", "goto=1", "return=0"), returning(1, 7));

    assertThat(Trial.of(flow, _ -> CommandResult.exit(0)).exitStatus()).isZero();
    assertThat(Trial.of(flow, _ -> CommandResult.exit(3)).exitStatus()).isEqualTo(7);
  }

  @Test
  void neverWinsOverGoto() {
    var flow = flow(command(0, "check", "next=never", "goto=1"), returning(1, 7));

    assertThat(Trial.of(flow, _ -> CommandResult.exit(3)).exitStatus()).isZero();
  }

  @Test
  void aFlowThatLoopsForeverIsEnded() {
    var trial =
        Trial.of(command(0, "a", "next=exit_1", "goto=0"), _ -> CommandResult.exit(0));

    assertThat(trial.exitStatus()).isEqualTo(1);
    assertThat(trial.end().cause()).contains("tasker.max-steps");
    assertThat(trial.commands()).hasSize(50);
  }

  @Test
  void aTaskWhoseConditionDoesNotHoldIsSkipped() {
    var flow = flow(command(0, "a", "condition=false"), command(1, "echo @0_exit@"));

    assertThat(Trial.of(flow, _ -> CommandResult.exit(0)).commands())
        .containsExactly("echo -1");
  }

  @Test
  void aTimeoutIsExitCode124AndAPieceOfOutputMayBeKept() {
    var flow = command(0, "a", "stdout_split=comma,1", "next=exit_124&stdout=two");

    var trial = Trial.of(flow, _ -> CommandResult.timedOut("one,two,three\n"));

    assertThat(trial.exitStatus()).isZero();
    assertThat(trial.log()).contains("Task 0: Split STDOUT: two");
  }
}
