package io.parallelr.serve;

import static io.parallelr.serve.ServerFixture.LANE;
import static io.parallelr.serve.ServerFixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.job.CommandReply;
import io.parallelr.job.Intent;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepState;
import io.parallelr.job.StepTerms;
import io.parallelr.job.Verdict;
import io.parallelr.job.Work;
import io.parallelr.store.JobHead;
import io.parallelr.task.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobServerTest {
  @TempDir
  Path directory;
  private ServerFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(directory);
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  @Test
  void stepsRunInTheirOrderAndWhatTheyPrintIsKept() throws Exception {
    var job = server.submit(
        "{\"name\":\"you\"}",
        step("first", "echo hello {{.name}}", "echo $TWO; TWO=2", "echo $TWO"),
        StepSpec.of("second", new Work.Items(List.of("echo >&2 bye")), "first"));

    var row = server.awaitEnd(job);

    assertThat(row.verdict()).contains(new Verdict.Succeeded());
    assertThat(row.steps()).extracting("state")
        .containsExactly(StepState.SUCCEEDED, StepState.SUCCEEDED);
    assertThat(row.steps().get(1).started().orElseThrow())
        .isAfterOrEqualTo(row.steps().get(0).ended().orElseThrow());
    assertThat(server.out(job, "first")).isEqualTo("hello you\n\n2\n");
    assertThat(server.out(job, "second")).isEmpty();
    assertThat(
        server.jobs().logs().read(row, "second", StepLogs.Stream.ERR, 1, 2).bytes())
        .asString()
        .isEqualTo("ye");
  }

  @Test
  void aStepWithoutItemsIsDone() throws Exception {
    assertThat(server.awaitEnd(server.submit("{}", step("wait"))).verdict())
        .contains(new Verdict.Succeeded());
  }

  @Test
  void theItemsBeforeOneThatCannotBeRenderedRun() throws Exception {
    var job = server.submit("{}", step("s", "echo one", "echo {{.missing}}", "echo three"));

    var row = server.awaitEnd(job);

    assertThat(row.steps().getFirst().end().orElseThrow())
        .isInstanceOfSatisfying(
            StepEnd.NotRun.class,
            end -> assertThat(end.reason()).contains("script item 2", "missing"));
    assertThat(server.out(job, "s")).isEqualTo("one\n");
  }

  @Test
  void valuesAreNotTakenForTemplatesUnlessAskedFor() throws Exception {
    var job = server.submit("{\"a\":\"{{.b}}\",\"b\":\"x\"}", step("s", "echo '{{.a}}'"));
    server.awaitEnd(job);
    assertThat(server.out(job, "s")).isEqualTo("{{.b}}\n");
  }

  @Test
  void tasksGetTheVariablesWithoutAnyTextBeingPasted() throws Exception {
    var job = server.submit(
        "{\"text\":\"a; b\\n'c\",\"number\":10000000000000000001,\"list\":[1,null]}",
        step(
            "s",
            "printf '%s|' \"$PRUNNER_VAR_text\" \"$PRUNNER_VAR_number\" \"$PRUNNER_VAR_list\"",
            "cat \"$PRUNNER_VARS_FILE\"; echo; echo $FROM_SERVER ${HOME-none}"));
    server.awaitEnd(job);
    assertThat(server.out(job, "s"))
        .isEqualTo(
            "a; b\n'c|10000000000000000001|[1,null]|"
                + "{\"text\":\"a; b\\n'c\",\"number\":10000000000000000001,\"list\":[1,null]}\n"
                + "yes none\n");
  }

  @Test
  void theHandlerLearnsWhatHasFailed() throws Exception {
    var job = server.submit(
        JobSpec.of(LANE, List.of(step("bad", "echo '{{\"{{\"}}out'; echo err >&2; exit 42")))
            .handledBy(
                step(
                    "on_error",
                    "cat <<'E'\n{{.failedTaskName}} {{.failedTaskExitCode}} {{.failedTaskError}} "
                        + "{{.failedTaskStdout}}{{.failedTaskStderr}}E")),
        "{}");

    var row = server.awaitEnd(job);

    assertThat(row.verdict().orElseThrow()).isInstanceOf(Verdict.Failed.class);
    assertThat(server.out(job, "on_error")).isEqualTo("bad 42 exit status 42 {{out\nerr\n");
  }

  @Test
  void allItemsOfASoftStepRunAndItsCodeIsKept() throws Exception {
    var soft = step("s", "exit 3", "echo on")
        .on(
            new StepTerms(
                StepTerms.DEFAULT.gate(),
                true,
                StepTerms.DEFAULT.retries(),
                StepTerms.DEFAULT.timeLimit()));
    var job = server.submit("{}", soft);

    var row = server.awaitEnd(job);

    assertThat(row.verdict()).contains(new Verdict.Succeeded());
    assertThat(row.steps().getFirst().end())
        .contains(new StepEnd.Failed(new Outcome.Exited(3)));
    assertThat(server.out(job, "s")).isEqualTo("on\n");
  }

  @Test
  void anItemThatReplacesTheShellFailsIfOthersFollow() throws Exception {
    var row = server.awaitEnd(server.submit("{}", step("s", "exec true", "echo never")));
    assertThat(StepResult.error(row.steps().getFirst().end().orElseThrow()))
        .hasValueSatisfying(error -> assertThat(error).contains("script item 1", "exec"));
  }

  @Test
  void aSyntaxErrorIsToldApart() throws Exception {
    var row = server.awaitEnd(server.submit("{}", step("s", "echo 'unclosed")));
    var end = row.steps().getFirst().end().orElseThrow();
    assertThat(end).isInstanceOf(StepEnd.NotRun.class);
    assertThat(StepResult.code(end)).isEqualTo(-1);
  }

  @Test
  void cancellingEndsWhatRunsAndWhatWaits() throws Exception {
    var running = server.submit("{}", step("s", "touch began; sleep 100"));
    server.awaitFile("began");
    var delayed = server.submitLater(Duration.ofHours(1), step("s", "true"));

    assertThat(server.jobs().cancel(running)).isEqualTo(CommandReply.DONE);
    assertThat(server.jobs().cancel(delayed)).isEqualTo(CommandReply.DONE);

    assertThat(server.awaitEnd(running).verdict())
        .contains(new Verdict.Canceled(Intent.CANCEL));
    assertThat(server.row(running).steps().getFirst().end())
        .contains(new StepEnd.Killed(Intent.CANCEL));
    assertThat(server.row(delayed).started()).isEmpty();
    assertThat(server.jobs().cancel(delayed)).isEqualTo(CommandReply.UNKNOWN);
  }

  @Test
  void aDelayedJobStartsWhenItIsDue() throws Exception {
    var job = server.submitLater(Duration.ofMillis(200), step("s", "true"));
    var row = server.awaitEnd(job);
    assertThat(Duration.between(row.created(), row.started().orElseThrow()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void listenersHearOfWhatIsStored() throws Exception {
    var ends = new ConcurrentLinkedQueue<String>();
    try (var _ = server.jobs()
        .subscribe(
            events -> events.forEach(
                event -> {
                  if (event instanceof JobEvent.Ended) {
                    ends.add(event.job());
                  }
                }))) {
      var job = server.submit("{}", step("s", "true"));
      await().until(() -> ends.contains(job));
      assertThat(server.row(job).state()).isEqualTo(JobState.ENDED);
    }
  }

  @Test
  void whatWasWrittenForAJobIsDeletedWhenItHasEnded() throws Exception {
    server.awaitEnd(server.submit("{}", step("a/../b", "true")));
    await().until(() -> {
      try (var left = Files.list(directory.resolve("data/work"))) {
        return left.findAny().isEmpty();
      }
    });
  }

  @Test
  void finishingWaitsForWhatRunsAndCancelsWhatWaits() throws Exception {
    var running =
        server.submit("{}", step("s", "touch began; until [ -e go ]; do sleep 0.02; done"));
    server.awaitFile("began");
    var waiting = server.submitLater(Duration.ofHours(1), step("s", "true"));
    var ending = new Thread(() -> {
      try {
        server.end(JobServer.Shutdown.FINISH);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    ending.start();
    await().until(() -> server.row(waiting).state() == JobState.ENDED);
    assertThat(
        server.jobs()
            .submit(
                new NewJob(
                    new JobHead("test", "p", "", "{}"),
                    JobSpec.of(LANE, List.of()),
                    Duration.ZERO)))
        .isEqualTo(new Submission.Closing());
    Files.createFile(directory.resolve("go"));
    ending.join();

    server.start();
    assertThat(server.row(running).verdict()).contains(new Verdict.Succeeded());
    assertThat(server.row(waiting).verdict()).contains(new Verdict.Canceled(Intent.CANCEL));
  }
}
