package io.parallelr.serve;

import static io.parallelr.serve.ServerFixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.job.Intent;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.job.Work;
import io.parallelr.serve.JobServer.OnRestart;
import io.parallelr.serve.JobServer.Shutdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server ends without what it runs, and another takes that up.
class RestartTest {
  private static final String WAIT =
      "echo $$ > began; until [ -e go ]; do sleep 0.02; done; echo on";

  @TempDir
  Path directory;
  private ServerFixture server;
  private String job = "";

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(directory);
    job = server.submit(
        "{\"x\":\"1\"}",
        step("one", "echo before", WAIT, "exit 0"),
        StepSpec.of("two", new Work.Items(List.of("echo {{.x}} > two")), "one"));
    server.awaitFile("began");
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  private void go() throws Exception {
    Files.createFile(directory.resolve("go"));
  }

  @Test
  void aRunningStepIsAdopted() throws Exception {
    server.restart(Shutdown.KEEP);
    assertThat(server.row(job).steps().getFirst().state()).isEqualTo(StepState.RUNNING);
    go();

    assertThat(server.awaitEnd(job).verdict()).contains(new Verdict.Succeeded());
    assertThat(server.out(job, "one")).isEqualTo("before\non\n");
    assertThat(directory.resolve("two")).content().isEqualTo("1\n");
    assertThat(Files.readAllLines(directory.resolve("began"))).as("it has run once").hasSize(1);
  }

  @Test
  void aStepIsAdoptedTwice() throws Exception {
    server.restart(Shutdown.KEEP);
    server.restart(Shutdown.KEEP);
    go();
    assertThat(server.awaitEnd(job).verdict()).contains(new Verdict.Succeeded());
    assertThat(server.out(job, "one")).isEqualTo("before\non\n");
  }

  @Test
  void theResultOfAStepThatEndedWithoutAServerIsKnown() throws Exception {
    server.end(Shutdown.KEEP);
    go();
    await().until(() -> Files.exists(directory.resolve("data/work/" + job + "~one/exit")));
    server.start();
    assertThat(server.awaitEnd(job).verdict()).contains(new Verdict.Succeeded());
    assertThat(directory.resolve("two")).exists();
  }

  @Test
  void aStepWithoutATraceHasFailed() throws Exception {
    kill();
    server.start();
    var row = server.awaitEnd(job);
    assertThat(row.verdict().orElseThrow()).isInstanceOf(Verdict.Lost.class);
    assertThat(row.steps().getFirst().end().orElseThrow()).isInstanceOf(StepEnd.Lost.class);
  }

  @Test
  void aStepWithoutATraceIsRunAgainIfAskedFor() throws Exception {
    kill();
    go();
    server.on(OnRestart.CONTINUE, true).start();
    assertThat(server.awaitEnd(job).verdict()).contains(new Verdict.Succeeded());
    assertThat(server.out(job, "one")).isEqualTo("before\non\n");
  }

  /// Ends the server, and then what runs by a signal that nothing notices.
  private void kill() throws Exception {
    server.end(Shutdown.KEEP);
    var pid = Long.parseLong(Files.readString(directory.resolve("began")).strip());
    var process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    await().until(() -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void jobsAreCancelledIfAskedFor() throws Exception {
    await().until(() -> Files.size(directory.resolve("began")) > 0);
    var pid = Long.parseLong(Files.readString(directory.resolve("began")).strip());
    server.on(OnRestart.CANCEL, false).restart(Shutdown.KEEP);
    var row = server.awaitEnd(job);
    assertThat(row.verdict()).contains(new Verdict.Canceled(Intent.RESTART));
    assertThat(EndWords.message(row.verdict().orElseThrow())).hasValueSatisfying(
        message -> assertThat(message).contains("on-restart").doesNotContain("user"));
    assertThat(row.steps()).extracting("state")
        .containsExactly(StepState.KILLED, StepState.CANCELED);
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }
}
