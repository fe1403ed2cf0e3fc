package io.parallelr.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.Condition;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.FlowFormat;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Variables work in every key.
class VariablesInKeysTest {
  private static final String COMMAND = "hostname=h\ncommand=c\nexec=local\n";
  private static final String FIRST = "task=0\n" + COMMAND;
  private static final String MORE = "\ntask=1\n" + COMMAND + "\ntask=90\nreturn=7\n";
  private static final String BLOCK = "task=0\ntype=parallel\ntasks=10,11\n";
  private static final String SUBTASKS =
      "\ntask=1\nreturn=0\n\ntask=10\n" + COMMAND + "\ntask=11\n" + COMMAND;
  private static final String CHOICE = "task=0\ntype=conditional\ncondition=true\n";

  /// A flow in which a key makes a difference.
  ///
  /// @param text with `KEY` in the place of its line
  private record Sample(String value, String text) {
    String literal(String key) {
      return text.replace("KEY", key + "=" + value);
    }

    String byVariable(String key) {
      return "V=" + value + "\n" + text.replace("KEY", key + "=@V@");
    }

    String byTwo(String key) {
      return "W=@V@\nV=" + value + "\n" + text.replace("KEY", key + "=@W@");
    }

    String without() {
      return text.replace("KEY", "");
    }
  }

  private static Sample sample(String key) {
    return switch (key) {
      case "task" -> new Sample("0", "KEY\n" + COMMAND);
      case "type" -> new Sample("parallel", "task=0\nKEY\ntasks=10,11\n" + SUBTASKS);
      case "hostname" -> new Sample("srv", "task=0\nKEY\ncommand=c\nexec=pbrun\n");
      case "hostnames" -> new Sample("a,b", "task=0\ntype=parallel\nKEY\ncommand=c\nexec=pbrun\n");
      case "command" -> new Sample("d", "task=0\nhostname=h\nKEY\nexec=local\n");
      case "arguments" -> new Sample("x", FIRST + "KEY\n");
      case "exec" -> new Sample("shell", "task=0\nhostname=h\ncommand=c\nKEY\n");
      case "condition" -> new Sample("false", FIRST + "KEY\n" + MORE);
      case "tasks" -> new Sample("10,11", "task=0\ntype=parallel\nKEY\n" + SUBTASKS);
      case "if_true_tasks" -> new Sample("10,11", CHOICE + "KEY\nif_false_tasks=11\n" + SUBTASKS);
      case "if_false_tasks" -> new Sample("10",
          CHOICE.replace("true", "false") + "if_true_tasks=11\nKEY\n" + SUBTASKS);
      case "max_parallel" -> new Sample("1", BLOCK + "KEY\n" + SUBTASKS);
      case "retry_failed" -> new Sample("true", BLOCK + "KEY\n" + SUBTASKS);
      case "retry_count" -> new Sample("2", BLOCK + "KEY\n" + SUBTASKS);
      case "retry_delay" -> new Sample("7", BLOCK + "retry_count=1\nKEY\n" + SUBTASKS);
      case "timeout" -> new Sample("9", FIRST + "KEY\n");
      case "stdout_split", "stderr_split" -> new Sample("comma,1", FIRST + "KEY\n");
      case "success" -> new Sample("exit_3&stdout~a", FIRST + "KEY\n" + MORE);
      case "failure" -> new Sample("exit_0|stdout~z", FIRST + "KEY\n" + MORE);
      case "sleep" -> new Sample("2.5", FIRST + "KEY\nnext=always\n" + MORE);
      case "loop" -> new Sample("2", FIRST + "next=loop&exit_3\nKEY\n");
      case "loop_break" -> new Sample("exit_3", FIRST + "next=loop\nloop=2\nKEY\n");
      case "next" -> new Sample("exit_3", FIRST + "KEY\ngoto=90\n" + MORE);
      case "goto", "on_failure" -> new Sample("90", FIRST + "KEY\n" + MORE);
      case "on_success" -> new Sample("90", FIRST + "success=exit_3\nKEY\n" + MORE);
      case "return" -> new Sample("4", FIRST + "KEY\n");
      default -> throw new AssertionError("no sample for the key " + key);
    };
  }

  private static List<String> keys() {
    return FlowFormat.keys();
  }

  private static Trial run(String flow) {
    return Trial.of(flow, Dialect.FIRST, _ -> CommandResult.exit(3, "a,b", "c,d"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aGlobalVariableStandsForTheValue(String key) {
    var sample = sample(key);

    var expected = run(sample.literal(key));

    assertThat(expected.mistakes()).isEmpty();
    assertThat(run(sample.byVariable(key))).isEqualTo(expected);
    assertThat(run(sample.byTwo(key))).isEqualTo(expected);
    assertThat(run(sample.without())).as("the key makes a difference").isNotEqualTo(expected);
  }

  /// A mistake in a value is reported as if the value had been written instead of the variable.
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
      return=@V@; 256; return is '256' (@V@), not a whole number from 0 to 255
      return @V@; -1; return is '-1' (@V@), not a whole number from 0 to 255
      timeout=@V@; soon; timeout is 'soon' (@V@), not a whole number
      sleep=@V@; soon; sleep is 'soon' (@V@), not a number of seconds
      next=loop\\nloop=@V@; 0; loop is '0' (@V@), not a whole number from 1 to 1000
      goto=@V@; 77; task 0 goes to task 77, which is not defined
      goto=@V@; x; goto is 'x' (@V@), not a whole number from 0 to 9999
      next=@V@; exit_x; next (@V@): 'x' is not a whole number
      next=exit_@V@; exit; next: 'exit' (@V@) is not a whole number
      success=@V@&exit_0; nonsense; success: @V@ stands for 'nonsense': 'nonsense' is not a cond
      condition=@V@; exit_256; condition: @V@ stands for 'exit_256': '256' is not an exit code
      stdout_split=@V@; comma; stdout_split: 'comma' is not of the form
      type=@V@; paralel; 'paralel' is not a type
      """)
  void aMistakeInAValueIsReportedWhereItIsUsed(String keys, String value, String message) {
    var key = keys.replace("\\n", "\n");
    var trial = run("V=" + value + "\n" + FIRST + key + "\n\ntask=1\n" + COMMAND);
    var line = 6 + key.substring(0, key.indexOf("@V@")).lines().count() - 1;

    assertThat(trial.mistakes()).anySatisfy(
        mistake -> assertThat(mistake).startsWith(line + ":").contains(message));
  }

  @Test
  void hostsAndCommandsAreCheckedWithTheirVariables() {
    var flow = "V=a;b\ntask=0\nhostname=@V@\ncommand=x@V@\nexec=local\n";

    assertThat(Trial.of(flow, Dialect.SECOND, _ -> CommandResult.exit(0)).mistakes())
        .satisfiesExactly(
            host -> assertThat(host).startsWith("3:10 ")
                .contains("';' is not allowed in a host name"),
            command -> assertThat(command).startsWith("4:9 ").contains("only in a shell"));
  }

  /// The output of a task is known when the flow runs.
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(delimiter = ';', textBlock = """
      return=@0_stdout@; 7; 7; Returning with exit code 7
      return=@0_stdout@; 256; 20; task 1: return is '256' (@0_stdout@), not a whole number from 0 to 255
      return=@G@; -5; 20; task 1: return is '-5' (@G@), not a whole number from 0 to 255
      sleep=@0_stdout@; abc; 20; task 1: sleep is 'abc' (@0_stdout@), not a number of seconds
      timeout=@0_stdout@; abc; 20; task 1: timeout is 'abc' (@0_stdout@), not a whole number
      next=loop\\nloop=@0_stdout@; abc; 20; task 1: loop is 'abc' (@0_stdout@), not a whole number from 1
      next=exit_@0_stdout@; 0; 0; reached its end
      next=exit_@0_stdout@; abc; 1; does not hold
      next=stdout_count<@G@; 1; 0; reached its end
      """)
  void aTaskMayGiveANumber(String keys, String printed, int status, String cause) {
    var flow = "G=@0_stdout@\n" + FIRST + "\ntask=1\nhostname=h\ncommand=d\nexec=local\n"
        + keys.replace("\\n", "\n") + "\n";

    var trial = Trial.of(
        flow,
        Dialect.FIRST,
        words -> CommandResult.printing(words.getFirst().equals("c") ? printed : ""));

    assertThat(trial.mistakes()).isEmpty();
    assertThat(trial.end().cause()).contains(cause);
    assertThat(trial.end().exitStatus()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', textBlock = """
      max_parallel=@0_stdout@; 0; max_parallel is '0' (@0_stdout@), not a whole number of at least 1
      retry_count=@0_stdout@; x; retry_count is 'x' (@0_stdout@), not a whole number from 0
      retry_delay=@0_stdout@; -1; retry_delay is '-1' (@0_stdout@), not a whole number of at least 0
      """)
  void soMayItOfABlock(String key, String printed, String cause) {
    var flow =
        FIRST + "\ntask=1\ntype=parallel\ntasks=10,11\n" + key + "\n\ntask=2\nreturn=0\n\ntask=10\n"
            + COMMAND + "\ntask=11\n" + COMMAND;

    var end =
        Trial.of(flow, Dialect.FIRST, _ -> CommandResult.printing(printed)).end();

    assertThat(end.exitStatus()).isEqualTo(20);
    assertThat(end.cause()).startsWith("task 1: " + cause);
  }

  /// Jumps are checked before the flow runs.
  @ParameterizedTest
  @CsvSource(delimiter = ';', textBlock = """
      goto=@0_stdout@
      on_success=@G@
      stdout_split=@0_stdout@,1
      """)
  void whereTheFlowGoesMustBeKnownBefore(String key) {
    var trial = run("G=@0_stdout@\n" + FIRST + "\ntask=1\n" + COMMAND + key + "\n");

    assertThat(trial.mistakes()).singleElement()
        .asString()
        .contains("is not known before the flow runs: use a global variable");
  }

  @Test
  void aCycleOfGlobalVariablesIsNamed() {
    for (var dialect : List.of(Dialect.FIRST, Dialect.SECOND)) {
      var read = FlowReader.read(
          "A=x @B@\nB=@C@ y\nC=z@A@\nD=@A@\nSELF=@SELF@\n" + FIRST + "arguments=@D@ @SELF@\n",
          new Rules(dialect, false, java.util.Set.of(), "local", java.util.Map.of()));

      assertThat(read.problems()).extracting(p -> p.line() + ":" + p.column() + " " + p.message())
          .containsExactly(
              "3:4 global variables form a cycle: @A@ -> @B@ -> @C@ -> @A@;"
                  + " give one of them a plain value",
              "5:6 global variables form a cycle: @SELF@ -> @SELF@;"
                  + " give one of them a plain value");
    }
  }

  @Test
  void globalVariablesCannotGrowWithoutEnd() {
    var wide = new StringBuilder("V0=\n");
    var deep = new StringBuilder("V0=x\n");
    for (int i = 1; i <= 900; i++) {
      wide.append("V%d=@V%d@@V%d@\n".formatted(i, i - 1, i - 1));
      deep.append("V%d=@V%d@\n".formatted(i, i - 1));
    }

    assertThat(run(wide + FIRST + "arguments=@V900@\n").mistakes()).isNotEmpty()
        .first()
        .asString()
        .contains("longer than 131072 characters with its variables expanded");
    assertThat(run(deep + FIRST + "arguments=@V900@\n").mistakes()).isEmpty();
    var backwards = deep.toString().lines().toList().reversed();
    assertThat(run(String.join("\n", backwards) + '\n' + FIRST + "arguments=@V900@\n").mistakes())
        .isNotEmpty()
        .first()
        .asString()
        .contains("global variables are nested more than 100 levels deep");
  }

  @ParameterizedTest
  @EnumSource(Condition.SubtaskCount.class)
  void countsOfSubtasksTakeVariables(Condition.SubtaskCount count) {
    if (count.takesNumber()) {
      var name = count.name().toLowerCase(java.util.Locale.ROOT);
      assertThat(run("N=2\n" + BLOCK + "success=" + name + "=@N@\n" + SUBTASKS))
          .isEqualTo(run(BLOCK + "success=" + name + "=2\n" + SUBTASKS));
    }
  }

  /// The value of a variable is a condition only if the variable stands for a whole condition.
  @Test
  void aVariableBesideAnOperatorIsAValue() {
    var flow = "ODD=a|exit_3|b\n" + FIRST + "next=stdout~@ODD@\n";

    assertThat(run(flow).end().exitStatus()).isEqualTo(3);
    assertThat(run(flow.replace("stdout~@ODD@", "@ODD@")).mistakes()).singleElement()
        .asString()
        .contains("@ODD@");
  }
}
