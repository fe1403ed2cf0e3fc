package io.parallelr.flow;

import static io.parallelr.flow.FlowText.command;
import static io.parallelr.flow.FlowText.conditional;
import static io.parallelr.flow.FlowText.flow;
import static io.parallelr.flow.FlowText.parallel;
import static io.parallelr.flow.FlowText.returning;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BlockTest {
  @Test
  void aParallelBlockLimitsHowManyRunAndRetriesFailures() {
    var flow = flow(
        parallel(0, "10,11,12", "max_parallel=2", "retry_count=1", "retry_delay=3",
            "success=min_success=2", "on_success=1", "on_failure=2"),
        returning(1, 5),
        returning(2, 6),
        command(10, "a"),
        command(11, "b"),
        command(12, "c"));

    var oneFails =
        Trial.of(flow, words -> CommandResult.exit(words.getFirst().equals("b") ? 4 : 0));
    var twoFail =
        Trial.of(flow, words -> CommandResult.exit(words.getFirst().equals("a") ? 0 : 1));

    assertThat(oneFails.exitStatus()).isEqualTo(5);
    assertThat(oneFails.commands()).containsExactlyInAnyOrder("a", "b", "b", "c");
    assertThat(oneFails.mostAtOnce()).isEqualTo(2);
    assertThat(oneFails.delays()).contains(Duration.ofSeconds(3));
    assertThat(twoFail.exitStatus()).isEqualTo(6);
  }

  @Test
  void aConditionalBlockRunsOneOfItsBranchesInOrder() {
    var flow = flow(
        command(0, "state"),
        conditional(1, "@0_stdout@=up", "11,10", "20"),
        returning(2, 0),
        command(10, "a"),
        command(11, "b"),
        command(20, "c"));

    assertThat(Trial.of(flow, _ -> CommandResult.printing("up\n")).commands())
        .containsExactly("state", "b", "a");
    assertThat(Trial.of(flow, _ -> CommandResult.printing("down")).commands())
        .containsExactly("state", "c");
  }
}
