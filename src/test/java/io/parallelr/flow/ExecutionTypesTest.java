package io.parallelr.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.batch.InputException;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.InvalidValueException;
import io.parallelr.flowfile.Reference;
import io.parallelr.flowfile.Rules;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExecutionTypesTest {
  private static final String HOSTILE = "a b'; touch /tmp/x; $(id) \"";

  private static ExecutionType own(String name, String command) throws InputException {
    return ExecutionType.of(name, command, "", "", Duration.ofSeconds(1), true);
  }

  private static List<String> words(ExecutionTypes types, String exec, String arguments)
      throws InvalidValueException {
    var command = new Step.Command(
        Text.of("srv"),
        Text.of("ls"),
        Text.of(arguments),
        Text.of(exec),
        Text.of(""),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
    return new Commands(types, DefaultType.asked("local"), 30, Map.of(), Map.of())
        .prepare(
            command,
            reference -> reference.equals(new Reference.OfTask(0, Reference.Field.STDOUT))
                ? Optional.of(HOSTILE)
                : Optional.empty())
        .words();
  }

  @Test
  void aTemplateIsSplitBeforeVariablesAreReplaced() throws InputException, InvalidValueException {
    var types = new ExecutionTypes(
        Dialect.FIRST,
        Map.of("agent",
            own("agent", "agent --at={hostname} '{hostname} x' {command} {arguments} end")));

    assertThat(words(types, "agent", "-l \"a b\" @0_stdout@")).containsExactly(
        "agent", "--at=srv", "srv x", "ls", "-l", "a b", HOSTILE, "end");
  }

  @Test
  void aTypeOfTheSiteOverridesABuiltInOne() throws InputException, InvalidValueException {
    var types = new ExecutionTypes(Dialect.FIRST, Map.of("pbrun", own("pbrun", "my {command}")));

    assertThat(words(types, "pbrun", "")).containsExactly("my", "ls");
    assertThat(words(types, "P7S", "")).containsExactly("p7s", "srv", "ls");
  }

  @Test
  void anUnknownNameIsAnsweredWithAllNames() throws InputException {
    var types = new ExecutionTypes(Dialect.FIRST, Map.of("agent", own("agent", "x")));

    assertThatThrownBy(() -> words(types, "agnet", ""))
        .hasMessage(
            "'agnet' is not an execution type: use one of agent, local, p7s, pbrun, shell, ssh, wwrs");
  }

  @Test
  void oneWordForAShellOnAnotherHostHoldsOutputsInQuotes() throws InvalidValueException {
    var types = ExecutionTypes.builtIn(Dialect.FIRST);

    assertThat(words(types, "wwrs", "-l \"a b\"")).containsExactly(
        "wwrs_cli", "srv", "ls -l \"a b\"");
    assertThat(words(types, "wwrs", "-l @0_stdout@")).containsExactly(
        "wwrs_cli", "srv", "ls -l 'a b'\\''; touch /tmp/x; $(id) \"'");
    assertThat(words(types, "ssh", "@0_stdout@")).endsWith(
        "--", "srv", "ls 'a b'\\''; touch /tmp/x; $(id) \"'");
  }

  @Test
  void onlyAShellThatIsAskedForReadsOutputsAgain() throws InvalidValueException {
    assertThat(words(ExecutionTypes.builtIn(Dialect.FIRST), "shell", "@0_stdout@"))
        .containsExactly("/bin/bash", "-c", "ls " + HOSTILE);
  }

  @Test
  void aProbeIsForEachHost() throws InputException {
    var type =
        ExecutionType.of("a", "x", "try '{hostname} now'", "OK", Duration.ofSeconds(1), true);

    assertThat(type.probe().orElseThrow().on("srv")).containsExactly("try", "srv now");
    assertThat(own("a", "x").probe()).isEmpty();
  }

  @Test
  void hostsOfTypesThatNeedNoneAreLeftOut() throws InputException {
    var flow = FlowReader.read(
        "task=0\nhostname=h1\ncommand=a\nexec=free\ntask=1\nhostname=h2\ncommand=b\nexec=bound\n",
        Rules.of(Dialect.FIRST)).flow().orElseThrow();
    var free = ExecutionType.of("free", "x", "", "", Duration.ofSeconds(1), false);

    var types = new ExecutionTypes(Dialect.FIRST, Map.of("free", free, "bound", own("bound", "x")));

    assertThat(new RemoteHosts(DefaultType.asked("local"), types).of(flow))
        .isEqualTo(Map.of("h2", List.of("bound")));
  }

  /// Where nothing else is asked for, commands for this machine are run directly.
  @Test
  void aTaskForThisMachineIsLocalUnlessATypeIsAskedFor() throws Exception {
    var flow = FlowReader.read("""
        HERE=localhost
        task=0
        hostname=@HERE@
        command=a
        task=1
        hostname=Me.Example
        command=a
        task=2
        hostname=other
        command=a
        task=3
        hostname=localhost
        command=a
        exec=p7s
        """,
        Rules.of(Dialect.FIRST)).flow().orElseThrow();
    var types = ExecutionTypes.builtIn(Dialect.FIRST);
    var usual = new DefaultType("pbrun", Set.of("localhost", "me.example"));

    assertThat(shown(flow, types, usual)).containsExactly("local", "local", "pbrun", "p7s");
    assertThat(new RemoteHosts(usual, types).of(flow)).isEqualTo(
        Map.of("other", List.of("pbrun"), "localhost", List.of("p7s")));
    assertThat(shown(flow, types, DefaultType.asked("pbrun")))
        .containsExactly("pbrun", "pbrun", "pbrun", "p7s");
  }

  private static List<String> shown(Flow flow, ExecutionTypes types, DefaultType usual) {
    var commands = new Commands(types, usual, 30, Map.of(), Map.of());
    return new CommandCheck(flow, commands).commandLines()
        .values()
        .stream()
        .map(CommandCheck.Shown::type)
        .toList();
  }
}
