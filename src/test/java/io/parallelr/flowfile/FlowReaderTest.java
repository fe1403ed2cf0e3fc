package io.parallelr.flowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowReaderTest {
  private static final String TASK = "task=0\nhostname=h\ncommand=c\nexec=local\n";

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', textBlock = """
      task=x; 1:6; is not the number of a task
      task=10000; 1:6; is not the number of a task
      task=0\\ncommand=c; 1:6; hostname is missing
      task=0\\nhostname=h; 1:6; command is missing
      @next=exit_0&(stdout~a; 5:13; not closed
      @next=5; 5:6; on_success=5
      @next=succes; 5:6; did you mean "success"?
      @next=nevr; 5:6; did you mean "never"?
      @success=exit_0|fals; 5:16; did you mean "false"?
      @next=loop; 5:6; needs loop=N
      @loop=3; 5:6; needs next=loop
      @on_failure=7; 5:12; task 7, which is not defined
      @arguments=@1_stdout@; 5:11; task 1 is not defined
      @arguments=a @NAME@; 5:13; @NAME@ is not defined
      @timeout=soon; 5:9; not a whole number
      @loop=0\\nnext=loop; 5:6; from 1 to 1000
      @stdout_split=comma; 5:14; delimiter,index
      @success=exit_0\\nfailure=exit_1; 6:9; mutually exclusive
      @type=paralel; 5:6; is not a type
      task=0\\ntype=parallel\\ntasks=0; 3:7; itself as its own subtask
      task=0\\ntype=parallel\\ntasks=4; 3:7; task 4, which is not defined
      task=0\\ntype=parallel\\nhostnames=a; 3:11; 2 to 1000 names
      task=0\\ntype=parallel\\nhostnames=a,300.1.1.1\\ncommand=c; 3:11; neither a host name
      task=0\\ntype=decision; 2:6; either success or failure
      @@task=2\\nhostname=h\\ncommand=c; 5:6; there is no task 1 before it
      @@task=0\\nhostname=h\\ncommand=c; 5:6; defined twice
      @return=256; 5:8; not a whole number from 0 to 255
      @return 256; 5:8; not a whole number from 0 to 255
      @return=-1; 5:8; not a whole number from 0 to 255
      task=0\\ntype=parallel\\nreturn=1000\\ntasks=1\\ntask=1\\nreturn=999; 3:8; from 0 to 255
      task=0\\ntype=parallel\\nreturn=1000\\ntasks=1\\ntask=1\\nreturn=999; 6:8; from 0 to 255
      @success=exit_256; 5:14; is not an exit code
      task=0\\ntype=parallel\\ntasks=1,  02\\ntask=1\\nreturn=0; 3:11; task 2, which is not
      task=0\\ntype=parallel\\ntasks=1\\ntask=1\\nreturn=0\\nnext=always; 6:6; it cannot have next
      @goto=99; 5:6; task 99, which is not defined
      @on_success=98; 5:12; task 98, which is not defined
      G=1\\ntask=0\\nhostname=h\\ncommand=@GG@; 4:9; did you mean @G@?
      """)
  void aMistakeIsReportedWithItsPlace(String text, String place, String message) {
    var file = text.replace("\\n", "\n").replaceFirst("^@@?", TASK);
    var errors = FlowReader.read(file, Rules.of(Dialect.FIRST))
        .problems()
        .stream()
        .filter(p -> p.severity() == Problem.Severity.ERROR)
        .toList();

    assertThat(errors).anySatisfy(p -> {
      assertThat(p.line() + ":" + p.column()).isEqualTo(place);
      assertThat(p.message()).contains(message);
    });
  }

  @Test
  void allMistakesAreReportedAtOnceInOrder() {
    var read =
        FlowReader.read(TASK + "next=x\ntimeout=y\nodd=1\n", Rules.of(Dialect.FIRST));

    assertThat(read.flow()).isEmpty();
    assertThat(read.problems()).extracting(Problem::line).containsExactly(5, 6, 7);
    assertThat(read.problems()).extracting(Problem::severity)
        .containsExactly(
            Problem.Severity.ERROR,
            Problem.Severity.ERROR,
            Problem.Severity.WARNING);
  }

  @Test
  void aProblemIsReportedOnceWhoeverFindsIt() {
    var read = FlowReader.read(TASK + "timeout=abc\n", Rules.of(Dialect.FIRST));

    assertThat(read.with(read.problems()).problems()).isEqualTo(read.problems()).hasSize(1);
  }

  @Test
  void bothSpellingsAreRead() {
    var read = FlowReader.read(
        TASK + "next=exit_0 # only then\ngoto 1\n\ntask=1\nreturn 3\n",
        Rules.of(Dialect.FIRST));

    assertThat(read.problems()).isEmpty();
    assertThat(read.flow().orElseThrow().describe().values()).containsExactly(
        "Task 0: h: c  next if exit_0  failure -> 1",
        "Task 1: RETURN 3");
  }

  @Test
  void aCommentNamesTheDialectAndOptionsStandAtTheTop() {
    var read = FlowReader.read(
        "# dialect: 2\n--auto-recovery\nA=1\n" + TASK,
        Rules.of(Dialect.FIRST));

    assertThat(read.flow().orElseThrow().dialect()).isEqualTo(Dialect.SECOND);
    assertThat(read.options().stream().map(FlowReader.Read.Option::text))
        .containsExactly("--auto-recovery");
    assertThat(
        FlowReader.read("# dialect: 3\n" + TASK, Rules.of(Dialect.FIRST)).flow())
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      comand=x | 5:1 unknown key 'comand' is ignored; did you mean 'command'?
      On-Success=1 | 5:1 unknown key 'On-Success' is ignored; did you mean 'on_success'?
      retry_cuont = 1 | 5:1 unknown key 'retry_cuont' is ignored; did you mean 'retry_count'?
      colour=red | 5:1 unknown key 'colour' is ignored
      command=c | 5:1 'command' is given twice: this one counts
      """)
  void anUnknownKeyIsReportedWithASimilarOne(String key, String warning) {
    assertThat(
        FlowReader.read(TASK + key + "\n", Rules.of(Dialect.FIRST))
            .problems()
            .stream()
            .map(p -> p.line() + ":" + p.column() + " " + p.message()))
        .containsExactly(warning);
  }

  /// A subtask of a block that is also the next number.
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(textBlock = """
      '',              '',           '3:7 1 after 0|3:9 2 after 1'
      next=always,     '',           '4:7 1 after 0|4:9 2 after 1'
      next=never,      '',           ''
      on_success=3,    on_failure=3, ''
      on_success=3,    '',           ''
      on_success=2,    on_failure=3, '3:9 2 after 0'
      return=0,        on_failure=3, ''
      """)
  void aSubtaskThatTheFlowReachesItselfIsAWarning(String key, String other, String warnings) {
    for (var dialect : List.of(Dialect.FIRST, Dialect.SECOND)) {
      var flow = "task=0\ntype=parallel\n" + (key.equals("next=always") ? key + "\n" : "")
          + "tasks=1,2\n" + (key.equals("next=always") ? "" : key + "\n") + other
          + "\ntask=1\nhostname=h\ncommand=c\ntask=2\nhostname=h\ncommand=c\ntask=3\nreturn=0\n";
      var expected = List.of(warnings.split("[|]"))
          .stream()
          .filter(w -> !w.isEmpty())
          .map(w -> w.split(" ", -1))
          .map(
              w -> "%s task %s is a subtask of block 0 and also follows task %s: it runs twice"
                  .formatted(w[0], w[1], w[3]))
          .toList();

      assertThat(
          FlowReader.read(flow, Rules.of(dialect))
              .problems()
              .stream()
              .map(p -> p.line() + ":" + p.column() + " " + p.message())
              .filter(m -> m.contains("runs twice"))
              .map(m -> m.substring(0, m.indexOf(';'))))
          .isEqualTo(expected);
    }
  }

  /// A block has no result of its own to ask for.
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', textBlock = """
      type=parallel|tasks=10|success=success; 4:9
      type=parallel|tasks=10|success=exit_0; 4:9
      type=parallel|tasks=10|success=all_success&stdout~x; 4:9
      type=parallel|tasks=10|next=success; 4:6
      type=parallel|tasks=10|next=!success&any_success; 4:6
      type=conditional|condition=true|if_true_tasks=10|if_false_tasks=10|success=stdout_count>1; 6:9
      type=conditional|condition=true|if_true_tasks=10|if_false_tasks=10|next=success; 6:6
      type=decision|success=success|next=always; 3:9
      type=decision|failure=exit_1; 3:9
      type=decision|success=all_success; 3:9
      type=parallel|tasks=10|success=all_success; ''
      type=parallel|tasks=10|success=min_success=1&@10_stdout@~x; ''
      type=parallel|tasks=10|next=exit_0; ''
      type=parallel|hostnames=a,b|command=c|success=exit_0; ''
      type=decision|success=@10_success@; ''
      """)
  void aBlockIsNotAskedForAResultOfItsOwn(String keys, String place) {
    var flow = "task=0\n" + keys.replace('|', '\n') + "\n\ntask=1\nreturn=0\n\ntask=10\n"
        + "hostname=h\ncommand=c\n";

    var first = FlowReader.read(flow, Rules.of(Dialect.FIRST));
    var second = FlowReader.read(flow, Rules.of(Dialect.SECOND));

    assertThat(first.flow()).isPresent();
    assertThat(second.problems()
        .stream()
        .filter(p -> p.severity() == Problem.Severity.ERROR)
        .map(p -> p.line() + ":" + p.column()
            + p.message().replaceAll("(?s).*has no exit code.*", "")))
        .isEqualTo(place.isEmpty() ? List.of() : List.of(place));
  }

  /// A `#` in quotes begins no comment.
  @Test
  void aQuotedPatternMayHoldWhatLooksLikeAComment() {
    var text = TASK + "next=stdout~\"a # \\\"b\\\"\" # why\ngoto=9\n\ntask=9\nreturn=0\n";

    var read = FlowReader.read(text, Rules.of(Dialect.FIRST));

    assertThat(read.problems()).isEmpty();
    assertThat(read.draft().describe().get(0)).contains("next if stdout~'a # \"b\"'");
    assertThat(FlowFormat.format(text, Dialect.FIRST))
        .contains("next=stdout~'a # \"b\"'  # why\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', textBlock = """
      # DIALECT: 2\\n@; 2
      #dialect:2\\n@; 2
      # a flow\\n\\n#  Dialect : 2 \\n@; 2
      --auto-recovery\\n# dialect: 2\\nA=1\\n@; 2
      odd line\\n# dialect: 2\\n@; 2
      # dialect: 2\\n# dialect: 2\\n@; 2
      A=1\\n# dialect: 2\\n@; 1
      @# dialect: 2\\n; 1
      # dialect: 2 is not asked for\\n@; 1
      """)
  void aCommentBeforeTheFirstKeyNamesTheDialect(String text, int dialect) {
    var read = FlowReader.read(
        text.replace("\\n", "\n").replace("@", TASK),
        Rules.of(Dialect.FIRST));

    assertThat(read.draft().dialect().number()).isEqualTo(dialect);
    assertThat(read.flow()).isPresent();
    assertThat(
        read.problems().stream().filter(p -> p.message().contains("dialect comment is ignored")))
        .hasSize(text.matches("(A=1..|@)# dialect: 2.*") ? 1 : 0);
  }

  @Test
  void twoDialectsAtOnceAreAMistake() {
    var read = FlowReader.read("# dialect: 2\n# Dialect: 1\n" + TASK, Rules.of(Dialect.FIRST));

    assertThat(read.problems()).extracting(Problem::line, Problem::message)
        .containsExactly(tuple(2, "a different dialect is given above: keep one of the two"));
  }

  @Test
  void unreachableTasksAreAWarning() {
    var read = FlowReader.read(
        TASK + "on_success=90\n\ntask=90\nreturn=0\n\ntask=99\nreturn=1\n",
        Rules.of(Dialect.FIRST));

    assertThat(read.flow()).isPresent();
    assertThat(read.problems()).extracting(Problem::message)
        .containsExactly("task 99 is never reached");
  }

  @Test
  void aFlowIsDrawn() {
    var flow = FlowReader
        .read(
            TASK + "next=exit_0&stdout~\"a b\"\ngoto=2\n\ntask=1\nreturn=3\n\n"
                + "task=2\ntype=conditional\ncondition=@0_exit@=1\nif_true_tasks=90\n"
                + "if_false_tasks=90\nnext=always\n\ntask=90\nhostname=h\ncommand=d\n",
            Rules.of(Dialect.FIRST))
        .flow()
        .orElseThrow();

    assertThat(new FlowGraph(flow).mermaid()).isEqualTo("""
        flowchart TD
          t0["0<br/>h: c"]
          t1(["1<br/>return 3"])
          t2[["2<br/>if @0_exit@=1"]]
          t90["90<br/>h: d"]
          end_exit_0(("exit 0"))
          end_return_3(("return 3"))
          t0 -->|"exit_0&stdout~#quot;a b#quot;"| t1
          t0 -.->|"else"| t2
          t1 --> end_return_3
          t2 ==>|"true"| t90
          t2 ==>|"false"| t90
          t2 --> end_exit_0
        """);
    assertThat(new FlowGraph(flow).dot())
        .contains("t0 -> t1 [style=solid, label=\"exit_0&stdout~\\\"a b\\\"\"]",
            "t2 -> end_exit_0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/tasker.md",
      "docs/editors/vscode/syntaxes/tasker-flow.tmLanguage.json",
      "docs/editors/vim/syntax/taskerflow.vim"})
  void everyKeyIsDescribedAndColoured(String file) throws Exception {
    var text = Files.readString(Path.of(file));

    assertThat(FlowFile.TASK_KEYS).allMatch(text::contains);
  }

  @Test
  void noTextMakesItFail() {
    var random = new Random(17);
    var pieces = List.of("task=", "0", "1", "\n", "next=", "loop", "hostname=h", "command=c",
        "type=",
        "parallel", "tasks=", ",", "@0_stdout@", "@X@", "=", "#", " ", "return 1", "goto", "exit_0",
        "&", "(", "\"", "success=", "min_success=", "if_true_tasks=1", "condition=", "\uFEFF",
        "--x", "sleep=", "on_failure=", "99999999999", "\t", "\r", "é", "hostnames=a,b");
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }

      var dialect = random.nextBoolean() ? Dialect.FIRST : Dialect.SECOND;
      var read = FlowReader.read(text.toString(), Rules.of(dialect));

      assertThat(read.flow().isPresent()).isEqualTo(
          read.problems().stream().noneMatch(p -> p.severity() == Problem.Severity.ERROR));
      assertThat(FlowFormat.format(text.toString(), dialect)).doesNotContain("\n\n\n");
    }
  }
}
