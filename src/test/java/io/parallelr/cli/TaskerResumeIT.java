package io.parallelr.cli;

import static io.parallelr.cli.Tasker.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The state of a flow on disk, and runs that resume it.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class TaskerResumeIT {
  private static final String TWO_TASKS = """
      task=0
      hostname=localhost
      command=echo
      arguments=first
      exec=local
      sleep=600

      task=1
      hostname=localhost
      command=echo
      arguments=second
      exec=local
      """;

  private final Product product;
  private final Path directory;
  private final Tasker tasker;

  TaskerResumeIT(Product product) {
    this.product = product;
    directory = product.directory();
    tasker = new Tasker(product);
  }

  @Test
  void aFailedFlowIsGoneOnWithWhereItStopped() throws Exception {
    var flow = HELLO + """

        task=1
        hostname=localhost
        command=test
        arguments=-e %s
        exec=local
        next=exit_0

        task=2
        hostname=localhost
        command=echo
        arguments=got @0_stdout@
        exec=local
        """.formatted(directory.resolve("gate"));

    assertThat(tasker.run(flow, "-r", "--auto-recovery").status()).isEqualTo(1);
    Files.writeString(directory.resolve("gate"), "");
    var again = tasker.run(flow, "-r", "--auto-recovery");

    assertThat(again.status()).isZero();
    assertThat(again.stdout()).contains("resuming at task 1", "STDOUT: got hello")
        .doesNotContain("Task 0: Executing");
    assertThat(directory.resolve("TASKER/recovery")).isEmptyDirectory();
    assertThat(tasker.run(flow, "-r", "--auto-recovery").stdout()).contains("Task 0: Executing");
  }

  @Test
  void aLargeOutputIsThereWhenTheFlowIsTakenUpAgain() throws Exception {
    var flow = """
        task=0
        hostname=localhost
        command=sh
        arguments=-c "yes | head -c 20000"
        exec=local
        task=1
        hostname=localhost
        command=sh
        arguments=-c "test -e go" @0_stdout@
        exec=local
        next=exit_0
        return=0
        """;

    var failed = tasker.run(flow, "-r", "--auto-recovery");
    assertThat(failed.status()).as(failed.stderr()).isEqualTo(1);
    var state = directory.resolve("TASKER/recovery");
    assertThat(state).isDirectoryRecursivelyContaining("glob:**.out");
    Files.createFile(directory.resolve("go"));
    var run = tasker.run(flow, "-r", "--auto-recovery");

    assertThat(run.status()).as(run.stdout()).isZero();
    assertThat(run.stdout()).doesNotContain("Task 0: Executing");
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void theStateOfAnEarlierRunIsShown() throws Exception {
    var flow = HELLO + "task=1\nhostname=localhost\ncommand=false\nexec=local\nnext=exit_0\n";
    assertThat(tasker.run(flow, "--show-recovery-info").stdout())
        .startsWith("there is no state in ");
    assertThat(tasker.run(flow, "-r", "--auto-recovery").status()).isEqualTo(1);

    var shown = tasker.run(flow, "--show-recovery-info");

    assertThat(shown.status()).isZero();
    assertThat(shown.stdout())
        .contains("resumes at: task 1\n", "succeeded: [0]\n")
        .doesNotContain("Executing");
    assertThat(product.command("tasker", "--show-recovery-info", "./flow.txt").stdout())
        .isEqualTo(shown.stdout());
    assertThat(tasker.run(flow + "# changed\n", "--show-recovery-info").stdout())
        .contains("cannot be resumed: the flow file has changed");
  }

  @Test
  void aStateThatCannotBeGoneOnWithIsSaidAndKept() throws Exception {
    var flow = HELLO.replace("echo", "false") + "next=exit_0\n";
    assertThat(tasker.run(flow, "-r", "--auto-recovery").status()).isEqualTo(1);
    Path state;
    try (var files = Files.list(directory.resolve("TASKER/recovery"))) {
      state = files.filter(f -> f.toString().endsWith(".json")).findFirst().orElseThrow();
    }
    var later = Files.readString(state).replace("\"1.0\"", "\"2.0\"");
    Files.writeString(state, later);

    var shown = tasker.run(flow, "--show-recovery-info");

    assertThat(shown.status()).isZero();
    assertThat(shown.stdout()).contains("cannot be resumed: it has version 2.0");
    assertThat(tasker.run(flow, "-r", "--auto-recovery").status()).isEqualTo(12);
    Files.writeString(state, "{");
    assertThat(tasker.run(flow, "--show-recovery-info").stdout())
        .contains("cannot be resumed: not JSON");
    assertThat(state).hasContent("{");
  }

  /// The next task was told of, and the one that had ended was run again.
  @Test
  void aSignalDuringAPauseLeavesTheNextTaskToBeResumed() throws Exception {
    var started = tasker.start(TWO_TASKS, "-r", "--auto-recovery");
    await().until(() -> Files.readString(started.stdout()).contains("Sleeping"));
    started.signal("TERM");
    var ended = started.finish();

    assertThat(ended.status()).isEqualTo(143);
    assertThat(ended.stdout()).contains("task 1 was waiting and has not started")
        .doesNotContain("Task 1: Executing");
    var resumed = tasker.run(TWO_TASKS, "-r", "--auto-recovery");
    assertThat(resumed.status()).as(resumed.stdout()).isZero();
    assertThat(resumed.stdout()).contains("STDOUT: second").doesNotContain("Task 0: Executing");
  }

  /// The state was lost, or cut, when tasker was killed.
  @Test
  void aFlowThatWasKilledGoesOnWithItsResults() throws Exception {
    var started =
        tasker.start(TWO_TASKS.replace("second", "@0_stdout@ again"), "-r", "--auto-recovery");
    var states = directory.resolve("TASKER/recovery");
    await().until(() -> Files.readString(started.stdout()).contains("Sleeping"));
    Path state;
    try (var files = Files.newDirectoryStream(states, "*.json")) {
      state = files.iterator().next();
    }
    await().until(() -> Files.readAllLines(state).size() == 2);
    started.signal("KILL");
    var _ = started.finish();
    Files.writeString(state, Files.readString(state) + "{\"intended_next_task\":0,\"task_res");

    var resumed = tasker.run(
        TWO_TASKS.replace("second", "@0_stdout@ again"), "-r", "--auto-recovery");

    assertThat(resumed.status()).as(resumed.stdout() + resumed.stderr()).isZero();
    assertThat(resumed.stdout()).contains("STDOUT: first again")
        .doesNotContain("Task 0: Executing");
  }

  /// What is written for a task does not grow with the tasks before it.
  @Test
  void theStateOfALongFlowGrowsByWhatChanges() throws Exception {
    var flow = new StringBuilder();
    int tasks = 200;
    for (int i = 0; i < tasks; i++) {
      flow.append("task=%d\nhostname=localhost\ncommand=%s\narguments=%s\nexec=local\n\n"
          .formatted(i, i == tasks - 1 ? "sleep" : "echo", i == tasks - 1 ? "600" : "x"));
    }
    var started = tasker.start(flow.toString(), "-r", "--auto-recovery");
    await().until(() -> Files.readString(started.stdout()).contains("Task 199: Executing"));
    try (var files = Files.newDirectoryStream(directory.resolve("TASKER/recovery"), "*.json")) {
      var state = files.iterator().next();
      assertThat(Files.readAllLines(state)).hasSize(tasks)
          .last()
          .asString()
          .contains("\"198\"")
          .doesNotContain("\"197\"");
    }
    started.signal("TERM");
    assertThat(started.finish().status()).isEqualTo(143);
  }
}
