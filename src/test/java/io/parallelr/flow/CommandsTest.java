package io.parallelr.flow;

import static io.parallelr.flow.FlowText.command;
import static io.parallelr.flow.FlowText.flow;
import static io.parallelr.flow.FlowText.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
  private static Trial type(String name) {
    return Trial.of(
        task(0, "hostname=srv", "command=ls", "arguments=-l \"a b\"", "exec=" + name),
        _ -> CommandResult.exit(0));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
      pbrun; pbrun|-n|-h|srv|ls|-l|a b
      p7s; p7s|srv|ls|-l|a b
      local; ls|-l|a b
      wwrs; wwrs_cli|srv|ls -l "a b"
      shell; /bin/bash|-c|ls -l "a b"
      """)
  void areMadeAsTheirExecutionTypeAsks(String name, String words) {
    assertThat(type(name).tasks().getFirst().words())
        .containsExactly(words.split("\\|", -1));
  }

  @Test
  void bySshAreSupervisedOnTheOtherHost() {
    var trial = type("ssh");

    assertThat(trial.tasks().getFirst().words()).startsWith("/bin/sh", "-c")
        .containsSubsequence("ssh", "-o", "BatchMode=yes", "--", "srv")
        .last()
        .asString()
        .startsWith("sh -c '")
        .endsWith(" tasker ls -l 'a b'");
    assertThat(trial.log()).anyMatch(line -> line.endsWith("-- srv ls -l 'a b'"));
  }

  @Test
  void holdWhatATaskPrintedAsOneWord() {
    var flow = flow(
        command(0, "a"),
        command(1, "echo x@0_stdout@ \"y z\" @0_stdout:words@"));

    var trial = Trial.of(
        flow,
        words -> CommandResult
            .printing(words.getFirst().equals("a") ? "1 2; rm -rf 'x $HOME" : ""));

    assertThat(trial.tasks().getLast().words()).isEqualTo(
        List.of("echo", "x1 2; rm -rf 'x $HOME", "y z", "1", "2;", "rm", "-rf", "'x", "$HOME"));
  }

  @Test
  void areNotMadeWithAVariableWithoutAValue() {
    var flow = flow(command(0, "echo @1_stdout@"), command(1, "echo"));

    var trial = Trial.of(flow, _ -> CommandResult.exit(0));

    assertThat(trial.exitStatus()).isEqualTo(20);
    assertThat(trial.end().cause()).contains("@1_stdout@ has no value");
    assertThat(trial.commands()).isEmpty();
  }
}
