package io.parallelr.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Problem;
import io.parallelr.flowfile.Rules;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowPlanTest {
  private final List<String> commands = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();

  /// What a command is to come to.
  private record Came(Outcome outcome, String stdout, String stderr) {
    static Came exit(int code) {
      return new Came(new Outcome.Exited(code), "", "");
    }

    static Came printing(String stdout) {
      return new Came(new Outcome.Exited(0), stdout, "");
    }
  }

  /// Outputs as their texts.
  private static final class InMemory implements Outputs {
    @Override
    public Printed of(Output output) {
      return new Printed.OfText(output.tail());
    }

    @Override
    public void forget(Printed printed) {
      // there is nothing to be deleted
    }
  }

  /// As the language began: the example that its description opens with.
  private static final String WORKFLOW = """
      # echo hello
      task=0
      hostname=localhost
      command=echo
      arguments=hello
      exec=local
      next=exit_0

      task=1
      hostname=localhost
      command=echo
      arguments=@0_stdout@ world
      exec=local
      next=stdout~world

      task=2
      hostname=localhost
      command=./increment
      exec=local
      sleep=1
      next=loop&stdout!~2
      loop=3

      task=3
      hostname=localhost
      command=./toggle
      exec=local
      next=exit_0|stderr~
      goto=6

      task=4
      hostname=localhost
      command=echo
      arguments=@1_stdout@
      exec=local

      task=5
      hostname=localhost
      command=echo
      arguments=ok
      exec=local
      next=never
      return 0

      task=6
      hostname=localhost
      command=echo
      arguments=FAILED
      exec=local
      next=always

      task=7
      hostname=localhost
      command=echo
      arguments=code @3_stderr@
      exec=local
      next=never
      return 1
      """;

  @Test
  void theFirstExampleTakesItsGoodWay() {
    var counted = new ArrayList<String>();
    var end = run(WORKFLOW, words -> switch (words.getFirst()) {
      case "./increment" -> {
        counted.add("x");
        yield Came.printing(Integer.toString(counted.size()));
      }
      case "./toggle" -> Came.exit(0);
      default -> Came.printing(String.join(" ", words.subList(1, words.size())) + "\n");
    });

    assertThat(end.exitStatus()).isZero();
    assertThat(commands).containsExactly(
        "echo hello",
        "echo hello world",
        "./increment",
        "./increment",
        "./toggle",
        "echo hello world",
        "echo ok");
    assertThat(delays).containsExactly(
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ZERO,
        Duration.ZERO);
  }

  @Test
  void theFirstExampleTakesItsBadWay() {
    var end = run(WORKFLOW, words -> switch (words.getFirst()) {
      case "./toggle" -> new Came(new Outcome.Exited(1), "", "1\n");
      default -> Came.printing(String.join(" ", words.subList(1, words.size())));
    });

    assertThat(end.exitStatus()).isEqualTo(1);
    assertThat(commands).endsWith("./toggle", "echo FAILED", "echo code 1");
    assertThat(commands.stream().filter("./increment"::equals)).as("loop=3: 1 and 3 repeats")
        .hasSize(4);
  }

  @Test
  void theDialectsCountLoopsAndTakeFailuresDifferently() {
    var flow = """
        task=0
        hostname=h
        command=a
        exec=local
        next=loop
        loop=2

        task=1
        hostname=h
        command=b
        exec=local

        task=2
        hostname=h
        command=c
        exec=local
        """;

    assertThat(run(flow, Dialect.FIRST, FlowPlanTest::failsB)).isEqualTo(
        new FlowEnd(
            10,
            "task 1 (exit code 4) failed, and nothing in the flow handles it: add next,"
                + " on_failure or success, or test its result in a later condition",
            1));
    assertThat(commands).containsExactly("a", "a", "a", "b", "c");
    commands.clear();
    assertThat(run(flow, Dialect.SECOND, FlowPlanTest::failsB).exitStatus()).isEqualTo(4);
    assertThat(commands).containsExactly("a", "a", "b");
  }

  private static Came failsB(List<String> words) {
    return Came.exit(words.getFirst().equals("b") ? 4 : 0);
  }

  /// Faults in use, 4: what takes notice of a failure, and what does not. Task 0 fails; behind `/`
  /// stand the keys of task 1, which succeeds.
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
  void aFailureThatNothingTakesNoticeOfMakesTheFlowFail(String keys, int status) {
    var parts = (keys + " ").split("/", -1);
    var flow = "FAILED=@0_success@\n" + List.of("0", "1")
        .stream()
        .map(id -> {
          var own = parts.length > Integer.parseInt(id) ? parts[Integer.parseInt(id)].strip() : "";
          return "task=" + id + "\nhostname=h\ncommand=c" + id + "\nexec=local\n"
              + own.replace(' ', '\n') + '\n';
        })
        .collect(Collectors.joining());

    var end = run(flow, words -> Came.exit(words.getFirst().equals("c0") ? 3 : 0));

    assertThat(end.exitStatus()).as(end.cause()).isEqualTo(status);
    assertThat(end.cause().startsWith("task 0 (exit code 3")).isEqualTo(status == 10);
    if (status == 10) {
      assertThat(end.lastTask()).isZero();
      assertThat(log)
          .anyMatch(line -> line.startsWith("Task 0: failed, and none of its keys says"));
      commands.clear();
      assertThat(run(flow, Dialect.FIRST.fireAndForget(), words -> Came
          .exit(words.getFirst().equals("c0") ? 3 : 0)).exitStatus()).isZero();
    }
  }

  @Test
  void aFailureIsForgottenWhenTheTaskSucceedsLater() {
    var counted = new ArrayList<String>();
    var end = run("""
        task=0
        hostname=h
        command=a
        exec=local

        task=1
        hostname=h
        command=b
        exec=local
        next=exit_0
        goto=0
        """, words -> {
      counted.add("x");
      return Came.exit(counted.size() <= 2 ? 1 : 0);
    });

    assertThat(commands).containsExactly("a", "b", "a", "b");
    assertThat(end.exitStatus()).isZero();
  }

  private static final String BLOCK = """
      task=0
      type=parallel
      tasks=10,11
      %s

      task=1
      %s
      return=0

      task=10
      hostname=h
      command=a
      exec=local

      task=11
      hostname=h
      command=b
      exec=local
      %s
      """;

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
  void aBlockThatFailsIsNotForgottenEither(String block, String later, String subtask, int status) {
    var end = run(BLOCK.formatted(block, later, subtask), _ -> Came.exit(1));

    assertThat(end.exitStatus()).as(end.cause()).isEqualTo(status);
    if (status == 10) {
      assertThat(end.cause()).startsWith("task 0 (Parallel execution: 0/2 successful, 2 failed)");
      assertThat(end.lastTask()).isZero();
    }
  }

  @Test
  void aSubtaskThatIsLeftOutIsNoFailure() {
    assertThat(run(BLOCK.formatted("", "", "condition=false"), _ -> Came.exit(0)).exitStatus())
        .isZero();
  }

  @Test
  void allFailuresThatNothingTakesNoticeOfAreNamed() {
    var flow = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      flow.append("task=%d\nhostname=h\ncommand=c\nexec=local\n".formatted(i));
    }

    var end =
        run(flow.toString(), _ -> new Came(new Outcome.TimedOut(Duration.ofSeconds(5)), "", ""));

    assertThat(end.cause()).startsWith(
        "tasks 0 (exit code 124, time limit), 1 (exit code 124, time limit), 2 ")
        .contains("9 (exit code 124, time limit), ... failed");
  }

  @Test
  void aReturnWaitsForNextInTheFirstDialect() {
    var flow = """
        task=0
        hostname=h
        command=check
        exec=local
        next=exit_0
        goto=1
        return=0

        task=1
        return=7
        """;

    assertThat(run(flow, _ -> Came.exit(0)).exitStatus()).isZero();
    assertThat(run(flow, _ -> Came.exit(3)).exitStatus()).isEqualTo(7);
  }

  @Test
  void neverWinsOverGoto() {
    var flow = """
        task=0
        hostname=h
        command=check
        exec=local
        next=never
        goto=1

        task=1
        return=7
        """;

    assertThat(run(flow, _ -> Came.exit(3)).exitStatus()).isZero();
  }

  @Test
  void aFlowThatGoesRoundInCirclesIsEnded() {
    var end = run("""
        task=0
        hostname=h
        command=a
        exec=local
        next=exit_1
        goto=0
        """, _ -> Came.exit(0));

    assertThat(end.exitStatus()).isEqualTo(1);
    assertThat(end.cause()).contains("tasker.max-steps");
    assertThat(commands).hasSize(50);
  }

  @Test
  void whatATaskPrintedStaysOneWord() {
    run("""
        task=0
        hostname=h
        command=a
        exec=local

        task=1
        hostname=h
        command=echo
        arguments=x@0_stdout@ "y z" @0_stdout:words@
        exec=local
        """, words -> Came.printing(words.getFirst().equals("a") ? "1 2; rm -rf 'x $HOME" : ""));

    assertThat(words).last()
        .isEqualTo(
            List.of("echo", "x1 2; rm -rf 'x $HOME", "y z", "1", "2;", "rm", "-rf", "'x", "$HOME"));
  }

  @Test
  void aVariableWithoutAValueIsAnErrorBeforeTheTaskRuns() {
    var end = run("""
        task=0
        hostname=h
        command=echo
        arguments=@1_stdout@
        exec=local

        task=1
        hostname=h
        command=echo
        exec=local
        """, _ -> Came.exit(0));

    assertThat(end.exitStatus()).isEqualTo(20);
    assertThat(end.cause()).contains("@1_stdout@ has no value");
    assertThat(commands).isEmpty();
  }

  @Test
  void commandsAreMadeAsEachExecutionTypeAsks() {
    for (var type : List.of("pbrun", "p7s", "local", "wwrs", "shell", "ssh")) {
      run("""
          task=0
          hostname=srv
          command=ls
          arguments=-l "a b"
          exec=%s
          """.formatted(type), _ -> Came.exit(0));
    }

    assertThat(words.get(0)).containsExactly("pbrun", "-n", "-h", "srv", "ls", "-l", "a b");
    assertThat(words.get(1)).containsExactly("p7s", "srv", "ls", "-l", "a b");
    assertThat(words.get(2)).containsExactly("ls", "-l", "a b");
    assertThat(words.get(3)).containsExactly("wwrs_cli", "srv", "ls -l \"a b\"");
    assertThat(words.get(4)).containsExactly("/bin/bash", "-c", "ls -l \"a b\"");
    assertThat(words.get(5)).startsWith("/bin/sh", "-c")
        .containsSubsequence("ssh", "-o", "BatchMode=yes", "--", "srv")
        .last()
        .asString()
        .startsWith("sh -c '")
        .endsWith(" tasker ls -l 'a b'");
    assertThat(log).anyMatch(line -> line.endsWith("-- srv ls -l 'a b'"));
  }

  @Test
  void aParallelBlockRunsSoManyAtATimeAndRetriesWhatFails() {
    var flow = """
        task=0
        type=parallel
        tasks=10,11,12
        max_parallel=2
        retry_count=1
        retry_delay=3
        success=min_success=2
        on_success=1
        on_failure=2

        task=1
        return=5

        task=2
        return=6

        task=10
        hostname=h
        command=a
        exec=local

        task=11
        hostname=h
        command=b
        exec=local

        task=12
        hostname=h
        command=c
        exec=local
        """;

    assertThat(run(flow, FlowPlanTest::failsB).exitStatus()).isEqualTo(5);
    assertThat(commands).containsExactlyInAnyOrder("a", "b", "b", "c");
    assertThat(mostAtOnce).isEqualTo(2);
    assertThat(delays).contains(Duration.ofSeconds(3));
    assertThat(run(flow, words -> Came.exit(words.getFirst().equals("a") ? 0 : 1)).exitStatus())
        .isEqualTo(6);
  }

  @Test
  void aConditionalBlockRunsOneOfItsBranchesInOrder() {
    var flow = """
        task=0
        hostname=h
        command=state
        exec=local

        task=1
        type=conditional
        condition=@0_stdout@=up
        if_true_tasks=11,10
        if_false_tasks=20

        task=2
        return=0

        task=10
        hostname=h
        command=a
        exec=local

        task=11
        hostname=h
        command=b
        exec=local

        task=20
        hostname=h
        command=c
        exec=local
        """;

    run(flow, words -> Came.printing(words.getFirst().equals("state") ? "up\n" : ""));
    assertThat(commands).containsExactly("state", "b", "a");
    commands.clear();
    run(flow, _ -> Came.printing("down"));
    assertThat(commands).containsExactly("state", "c");
  }

  @Test
  void aTaskWhoseConditionDoesNotHoldIsSkipped() {
    run("""
        task=0
        hostname=h
        command=a
        exec=local
        condition=false

        task=1
        hostname=h
        command=echo
        arguments=@0_exit@
        exec=local
        """, _ -> Came.exit(0));

    assertThat(commands).containsExactly("echo -1");
  }

  @Test
  void aTimeoutIsExitCode124AndAPieceOfOutputMayBeKept() {
    var end = run("""
        task=0
        hostname=h
        command=a
        exec=local
        stdout_split=comma,1
        next=exit_124&stdout=two
        """, _ -> new Came(new Outcome.TimedOut(Duration.ofSeconds(5)), "one,two,three\n", ""));

    assertThat(end.exitStatus()).isZero();
    assertThat(log).contains("Task 0: Split STDOUT: two");
  }

  private final List<List<String>> words = new ArrayList<>();
  private int mostAtOnce;

  private FlowEnd run(String text, Function<List<String>, Came> backend) {
    return run(text, Dialect.FIRST, backend);
  }

  private FlowEnd run(String text, Dialect dialect, Function<List<String>, Came> backend) {
    var read = FlowReader.read(text, Rules.of(dialect));
    assertThat(read.problems())
        .noneMatch(p -> p.severity() == Problem.Severity.ERROR);
    var plan = new FlowPlan(
        read.flow().orElseThrow(),
        new Commands(ExecutionTypes.builtIn(dialect), DefaultType.asked("local"), 30, Map.of(),
            Map.of()),
        new InMemory(),
        new FlowLog() {
          @Override
          public void info(String line) {
            log.add(line);
          }

          @Override
          public void debug(String line) {}
        },
        Checkpoint.none(new InMemory()),
        50,
        read.flow().orElseThrow().start(),
        Map.of());
    var running = new ArrayList<Task>();
    for (var next = plan.next(); next.isPresent() || !running.isEmpty(); next = plan.next()) {
      if (next.isPresent()) {
        plan.started(next.get());
        running.add(next.get());
        mostAtOnce = Math.max(mostAtOnce, running.size());
        words.add(next.get().command());
        commands.add(String.join(" ", next.get().command()));
        delays.add(next.get().delay());
      } else {
        var task = running.removeFirst();
        plan.completed(result(task, backend.apply(task.command())));
      }
    }
    return Optional.of(plan).flatMap(FlowPlan::end).orElseThrow();
  }

  private static TaskResult result(Task task, Came came) {
    return new TaskResult(
        task,
        1,
        Instant.EPOCH,
        0,
        Duration.ofMillis(1),
        5,
        came.outcome(),
        new Output(came.stdout(), false, Path.of("/x"), came.stdout().length()),
        new Output(came.stderr(), false, Path.of("/x"), came.stderr().length()),
        Usage.NONE);
  }
}
