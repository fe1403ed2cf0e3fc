package io.parallelr.flowfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowGraphTest {
  private static final String FLOW = """
      task=0
      hostname=db1
      command=check
      arguments="a b"
      next=exit_0&stdout~up
      goto=3
      task=1
      hostname=db1
      command=work
      condition=@0_exit@=0
      next=loop
      loop=2
      task=2
      type=parallel
      tasks=10, 11
      on_success=4
      on_failure=3
      task=3
      return=1
      task=4
      type=decision
      success=@0_stdout@~yes
      next=success
      task=5
      hostname=db1
      command=last
      next=never
      task=10
      hostname=db1
      command=one
      task=11
      hostname=db1
      command=two
      """;

  @Test
  void drawsEveryEdgeInMermaid() {
    var flow = FlowReader.read(FLOW, Rules.of(Dialect.FIRST)).flow().orElseThrow();

    assertThat(new FlowGraph(flow).mermaid()).isEqualTo("""
        flowchart TD
          t0["0<br/>db1: check #quot;a b#quot;"]
          t1["1<br/>db1: work"]
          t2[["2<br/>parallel, 8 at a time"]]
          t3(["3<br/>return 1"])
          t4{"4<br/>@0_stdout@~yes?"}
          t5["5<br/>db1: last"]
          t10["10<br/>db1: one"]
          t11["11<br/>db1: two"]
          end_exit_0(("exit 0"))
          end_exit_10(("exit 10"))
          end_return_1(("return 1"))
          t0 -->|"exit_0&stdout~up"| t1
          t0 -.->|"else"| t3
          t1 -.->|"unless @0_exit@=0"| t2
          t1 -->|"3 times"| t1
          t1 --> t2
          t2 ==> t10
          t2 ==> t11
          t2 -->|"success"| t4
          t2 -.->|"failure"| t3
          t3 --> end_return_1
          t4 -->|"@0_stdout@~yes"| t5
          t4 -.->|"else"| end_exit_10
          t5 --> end_exit_0
        """);
  }

  @Test
  void findsTasksThatAreNeverReached() {
    var read =
        FlowReader.read(FLOW + "task=12\nhostname=db1\ncommand=lost\n", Rules.of(Dialect.FIRST));

    assertThat(read.problems())
        .containsExactly(new Problem(Problem.Severity.WARNING, 34, 6, "task 12 is never reached"));
  }

  @Test
  void drawsInTheLanguageOfGraphviz() {
    var text = """
        task=0
        hostname=db1
        command=say
        arguments="a\\b"
        """;
    var flow = FlowReader.read(text, Rules.of(Dialect.SECOND)).flow().orElseThrow();

    assertThat(new FlowGraph(flow).dot()).isEqualTo("""
        digraph flow {
          node [shape=box, fontname="Helvetica"]
          edge [fontname="Helvetica", fontsize=10]
          t0 [shape=box, label="0\\ndb1: say \\"a\\\\b\\""]
          end_exit_0 [shape=doublecircle, label="exit 0"]
          end_its_exit_code [shape=doublecircle, label="its exit code"]
          t0 -> end_exit_0 [style=solid, label="success"]
          t0 -> end_its_exit_code [style=dashed, label="failure"]
        }
        """);
  }
}
