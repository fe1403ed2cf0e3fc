package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parallelr.flows.FlowBusyException;
import io.parallelr.flows.FlowEvent;
import io.parallelr.flows.Flows;
import io.parallelr.flows.Run;
import io.parallelr.flows.RunStatus;
import io.parallelr.flows.StepStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How flows run, and what is told of them.
@Timeout(60)
class FlowsTest {
  private FlowsTrial trial;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    trial = new FlowsTrial(directory);
  }

  @AfterEach
  void close() throws Exception {
    trial.flows.close();
  }

  @Test
  void stepsRunInTheOrderOfTheirDependencies() throws Exception {
    var flow = trial.started("flow 1", f -> {
      var first = f.bash("execution 1", "echo 1 >> order");
      var second = f.bash("second", "echo 2 >> order").after(first);
      f.bash("execution 2", "echo 3 >> order").after(second);
    });
    var ended = flow.start().await();
    assertThat(ended.state()).isEqualTo(RunStatus.State.SUCCEEDED);
    assertThat(trial.file("order")).hasContent("1\n2\n3");
    assertThat(ended.step("second").exitCode()).hasValue(0);
    assertThat(ended.steps()).allMatch(step -> step.attempt() == 1 && step.ended().isPresent());
    assertThat(flow.status()).contains(ended);
    assertThat(trial.flows.runs(10)).containsExactly(ended);
    assertThat(trial.flows.names()).containsExactly("flow 1");
  }

  @Test
  void theExitCodeDecides() throws Exception {
    var flow = trial.started("f", f -> {
      f.bash("a", "echo wrong >&2; exit 3");
      f.bash("b", "true").after("a");
    });
    var run = flow.start();
    var ended = run.await();
    assertThat(ended.state()).isEqualTo(RunStatus.State.FAILED);
    assertThat(ended.message()).isEqualTo("step a: exit status 3");
    assertThat(ended.step("a").exitCode()).hasValue(3);
    assertThat(ended.step("b").state()).isEqualTo(StepStatus.State.NOT_RUN);
    var log = run.logs().getFirst();
    assertThat(new String(log.err().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("wrong\n");
  }

  @Test
  void anyExitCodeCanBeAccepted() throws Exception {
    var flow = trial.started("f", f -> {
      f.bash("a", "exit 3").anyExitCode();
      f.bash("b", "true").after("a");
    });
    assertThat(flow.start().await().succeeded()).isTrue();
  }

  @Test
  void severalRunsAtOnce() throws Exception {
    var flow = trial.started("f", f -> {
      f.parameter("n").maxRuns(2).queue(1);
      f.bash("wait", "until [ -e go ]; do sleep 0.05; done; echo @n@");
    });
    var first = flow.start(Map.of("n", "1"));
    var second = flow.start(Map.of("n", "2"));
    await().until(
        () -> List.of(first, second)
            .stream()
            .allMatch(run -> state(run) == RunStatus.State.RUNNING));
    var third = flow.start(Map.of("n", "3"));
    assertThat(third.status().state()).isEqualTo(RunStatus.State.WAITING);
    assertThatThrownBy(() -> flow.start(Map.of("n", "4"))).isInstanceOf(FlowBusyException.class)
        .hasMessage("flow f is busy: it may have 2 runs at once (maxRuns) and 1 waiting (queue)");
    Files.createFile(trial.file("go"));
    for (var run : List.of(first, second, third)) {
      assertThat(run.await().succeeded()).isTrue();
    }
    assertThat(third.output("wait")).isEqualTo("3");
    assertThat(flow.runs(10)).extracting(RunStatus::id)
        .containsExactly(third.id(), second.id(), first.id());
  }

  private static RunStatus.State state(Run run) {
    try {
      return run.status().state();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void stepsAreTriedAgain() throws Exception {
    var flow = trial.started("f", f -> {
      f.bash("a", "echo x >> tries; [ $(wc -l < tries) -ge 3 ]").retry(3);
    });
    var ended = flow.start().await();
    assertThat(ended.succeeded()).isTrue();
    assertThat(ended.step("a").attempt()).isEqualTo(3);
  }

  /// An attempt that prints nothing leaves no file.
  @Test
  void theOutputIsThatOfTheLastAttempt() throws Exception {
    var flow = trial.started("f", f -> {
      f.bash("late", "echo x >> l; [ $(wc -l < l) -lt 3 ] && exit 1; echo new").retry(5);
      f.bash("stale", "echo x >> s; [ $(wc -l < s) -lt 2 ] && { echo old; exit 1; }; true")
          .retry(5);
      f.bash("all", "echo \"<@late@><@stale@>\"").after("late", "stale");
    });
    var run = flow.start();
    assertThat(run.await().succeeded()).isTrue();
    assertThat(run.output("late")).isEqualTo("new");
    assertThat(run.output("stale")).isEmpty();
    assertThat(run.output("all")).isEqualTo("<new><>");
  }

  @Test
  void javaStepsFailByExceptionsAndEndByInterrupts() throws Exception {
    var begun = new CountDownLatch(1);
    var interrupted = new CompletableFuture<Boolean>();
    var flow = trial.flows.define("f", f -> f.java("a", ctx -> {
      ctx.log("about to fail");
      throw new IllegalStateException("no luck");
    }));
    var endless = trial.flows.define("g", f -> f.java("a", _ -> {
      begun.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.complete(Thread.currentThread().isVirtual());
        throw e;
      }
    }));
    trial.flows.start();
    var run = flow.start();
    assertThat(run.await().state()).isEqualTo(RunStatus.State.FAILED);
    assertThat(new String(run.logs().getFirst().err().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("about to fail\njava.lang.IllegalStateException: no luck\n");
    assertThat(run.status().message())
        .isEqualTo("step a: java.lang.IllegalStateException: no luck");
    assertThat(run.status().step("a").exitCode()).isEmpty();
    var other = endless.start();
    begun.await();
    assertThat(other.cancel()).isTrue();
    assertThat(other.await().state()).isEqualTo(RunStatus.State.CANCELLED);
    assertThat(other.status().message()).isEqualTo("the run was cancelled");
    assertThat(interrupted.join()).isTrue();
    assertThat(other.cancel()).isFalse();
  }

  @Test
  void timeLimitsHoldForCommandsAndCode() throws Exception {
    var flow = trial.started("f", f -> {
      f.continueOnFailure();
      f.bash("a", "sleep 60").timeout(Duration.ofMillis(200));
      f.java("b", _ -> new CountDownLatch(1).await()).timeout(Duration.ofMillis(200));
    });
    var ended = flow.start().await();
    assertThat(ended.step("a").message()).isEqualTo("time limit 0.2 s");
    assertThat(ended.step("b").message()).isEqualTo("time limit 0.2 s");
  }

  @Test
  void executionsReportAsynchronously() throws Exception {
    var pending = new CompletableFuture<String>();
    var forever = new CompletableFuture<String>();
    var flow = trial.started("f", f -> {
      f.step("a", _ -> pending);
      f.step("b", _ -> forever).after("a");
    });
    var run = flow.start();
    await().until(() -> run.status().step("a").state() == StepStatus.State.RUNNING);
    pending.complete("done");
    await().until(() -> run.status().step("b").state() == StepStatus.State.RUNNING);
    run.cancel();
    assertThat(run.await().step("a").state()).isEqualTo(StepStatus.State.SUCCEEDED);
    assertThat(forever).isCancelled();
  }

  @Test
  void listenersHearOfAllInOrder() throws Exception {
    var events = new CopyOnWriteArrayList<String>();
    trial.flows.listen(_ -> {
      throw new IllegalStateException("must not matter");
    });
    var flow = trial.started("f", f -> f.bash("b", "exit 1").after(f.bash("a", "true")));
    try (var _ = trial.flows.listen(event -> events.add(event.getClass().getSimpleName()))) {
      flow.start().await();
      await().until(() -> events.contains("RunEnded"));
    }
    assertThat(events).containsExactly(
        "RunStarted", "StepStarted", "StepEnded", "StepStarted", "StepEnded", "RunEnded");
    assertThat(FlowEvent.class.isSealed()).isTrue();
  }

  @Test
  void onlySoManyRunsAreKept() throws Exception {
    var flow = trial.started("f", f -> {
      f.keep(3);
      f.bash("a", "true");
    });
    for (int i = 0; i < 6; i++) {
      flow.start().await();
    }
    await().until(() -> flow.runs(10).size() == 3);
    await().until(() -> {
      try (var logs = Files.list(trial.directory.resolve("state/logs"))) {
        return logs.count() == 3;
      }
    });
  }

  @Test
  void drainingWaitsForAllAndAcceptsNoMore() throws Exception {
    var flow = trial.started("f", f -> {
      f.queue(5);
      f.bash("a", "sleep 0.1");
    });
    flow.start();
    flow.start();
    assertThat(trial.flows.drain(Duration.ofMinutes(1))).isTrue();
    assertThat(flow.runs(10)).allMatch(RunStatus::succeeded);
    assertThatThrownBy(flow::start).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("accepts no more");
  }

  @Test
  void whatIsNotStartedOrIsClosedSaysSo() throws Exception {
    var flow = trial.flows.define("f", f -> f.bash("a", "true"));
    assertThatThrownBy(flow::start).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call start()");
    assertThatThrownBy(() -> Flows.open(trial.directory.resolve("state")))
        .hasMessageContaining("is used by another process");
    assertThatThrownBy(() -> trial.flows.drain(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call start()");
    trial.flows.start();
    var run = flow.start(); // the early drain has not closed anything
    run.await();
    trial.flows.close();
    for (ThrowingCallable use : List.<ThrowingCallable>of(
        run::status, run::logs, () -> run.output("a"), run::cancel, run::await, flow::status,
        () -> trial.flows.find(run.id()), () -> trial.flows.runs(1),
        () -> trial.flows.drain(Duration.ZERO),
        () -> trial.flows.define("g", f -> f.bash("a", "true")),
        () -> flow.every(Duration.ofHours(1)))) {
      assertThatThrownBy(use).isInstanceOf(IllegalStateException.class)
          .hasMessage("the engine of flows is closed");
    }
    assertThatThrownBy(flow::start).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aMissingDirectoryIsNamed() throws Exception {
    var flow = trial.started("f", f -> f.bash("a", "true").directory(trial.file("missing")));
    assertThat(flow.start().await().message())
        .isEqualTo("step a: working directory %s does not exist".formatted(trial.file("missing")));
  }
}
