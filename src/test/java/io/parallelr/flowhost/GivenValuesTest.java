package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.flows.Flow;
import io.parallelr.flows.FlowDefinition;
import io.parallelr.flows.FlowException;
import io.parallelr.flows.Flows;
import io.parallelr.flows.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Values of users that cannot be used, or hardly.
@Timeout(60)
class GivenValuesTest {
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

  @TempDir
  Path directory;
  private Flows flows;

  @BeforeEach
  void open() throws Exception {
    flows = Flows.open(settings());
  }

  private Flows.Settings settings() {
    return Flows.Settings.of(directory.resolve("state"))
        .withGrace(LONGEST)
        .withWorkingDirectory(directory);
  }

  @AfterEach
  void close() throws Exception {
    flows.close();
  }

  private Flow started(Consumer<FlowDefinition> definition) throws Exception {
    var flow = flows.define("f", definition);
    flows.start();
    return flow;
  }

  private void assertRefused(String message, Consumer<FlowDefinition> definition) {
    assertThatThrownBy(() -> flows.define("f", definition)).isInstanceOf(FlowException.class)
        .hasMessage("flow f: " + message);
  }

  @Test
  void lengthsOfTimeOfAnySizeCanBeReckonedWith() throws Exception {
    var flow = started(f -> {
      f.timeout(LONGEST);
      f.bash("again", "[ -e tried ] || { touch tried; exit 1; }")
          .timeout(LONGEST)
          .retry(1, Duration.ofMillis(1));
      f.bash("waits", "exit 1").retry(1, LONGEST).after("again");
    });
    flow.every(LONGEST);
    var run = flow.start();
    while (run.status().step("waits").attempt() == 0) {
      assertThat(run.await(Duration.ofMillis(20))).isEmpty();
    }
    assertThat(run.cancel()).isTrue();
    assertThat(run.await(LONGEST)).map(RunStatus::state).contains(RunStatus.State.CANCELLED);
    assertThat(flows.drain(LONGEST)).isTrue();
  }

  /// The grace is as good as endless.
  @Test
  void aCancelledCommandGetsItsSignalWhateverTheGrace() throws Exception {
    var flow = started(f -> f.bash("a", "sh -c 'touch begun; sleep 1000'; true"));
    var run = flow.start();
    while (Files.notExists(directory.resolve("begun"))) {
      assertThat(run.await(Duration.ofMillis(20))).isEmpty();
    }
    assertThat(run.cancel()).isTrue();
    assertThat(run.await().state()).isEqualTo(RunStatus.State.CANCELLED);
  }

  @Test
  void aTimeLimitBelowAMillisecondIsNamed() throws Exception {
    var flow = started(f -> f.bash("a", "sleep 60").timeout(Duration.ofNanos(1)));
    assertThat(flow.start().await().step("a").message()).isEqualTo("time limit 0.000000001 s");
  }

  @Test
  void nulCharactersAreRefusedWhereverTheyAre() {
    assertRefused("step a: the command has a NUL character", f -> f.bash("a", "x\0y"));
    assertRefused("step a: the command has a NUL character", f -> f.program("a", "x", "\0"));
    assertRefused(
        "step a: env: the value of A has a NUL character", f -> f.bash("a", "x").env("A", "\0"));
    assertRefused(
        "step a: env: \"\\x00\" cannot be the name of a variable",
        f -> f.bash("a", "x").env("\0", ""));
    assertRefused(
        "parameter p: the default value has a NUL character",
        f -> f.parameter("p", "\0").bash("a", "x"));
  }

  @Test
  void settingsAreRefusedAtOnce() {
    assertThatThrownBy(() -> settings().withEnvironment(Map.of("A=B", "c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("environment: \"A=B\" cannot be the name of a variable");
    assertThatThrownBy(() -> settings().withEnvironment(Map.of("", "c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"\" cannot be the name");
    assertThatThrownBy(() -> settings().withEnvironment(Map.of("A", "\0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the value of A has a NUL character");
    assertThatThrownBy(() -> settings().withSlots(Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slots: 2147483647 is not from 1 to 1,000,000");
  }

  @Test
  void aWorkingDirectoryHasToExist() throws Exception {
    var other = Flows.Settings.of(directory.resolve("other"));
    assertThatThrownBy(() -> Flows.open(other.withWorkingDirectory(directory.resolve("missing"))))
        .hasMessage("working directory %s does not exist", directory.resolve("missing"));
    var file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Flows.open(other.withWorkingDirectory(file)))
        .hasMessage("working directory %s is not a directory", file);
  }

  @Test
  void aWorkingDirectoryThatVanishesFailsTheStep() throws Exception {
    flows.close();
    var gone = Files.createDirectory(directory.resolve("gone"));
    flows = Flows.open(settings().withWorkingDirectory(gone));
    var flow = started(f -> f.bash("a", "pwd"));
    Files.delete(gone);
    assertThat(flow.start().await().message())
        .isEqualTo("step a: working directory %s does not exist".formatted(gone));
  }

  @Test
  void relativeDirectoriesAreOfTheWorkingDirectory() throws Exception {
    Files.createDirectory(directory.resolve("edge"));
    var flow = started(f -> f.bash("a", "pwd -P").directory(Path.of("edge")));
    var run = flow.start();
    run.await();
    assertThat(Path.of(run.output("a"))).isEqualTo(directory.resolve("edge").toRealPath());
  }

  @Test
  void numbersStayWhatTheyAre() throws Exception {
    var flow = started(f -> {
      f.bash("a", "echo '{\"v\":1.10,\"e\":1e3,\"l\":[0.1234567890123456789012, -0]}'");
      f.bash("b", "echo @a:v@ @a:e@ @a:l.0@ @a:l@").after("a");
    });
    var run = flow.start();
    assertThat(run.await().message()).isEmpty();
    assertThat(run.output("b"))
        .isEqualTo("1.10 1e3 0.1234567890123456789012 [0.1234567890123456789012,-0]");
  }

  @Test
  void anExecutionHasToReturnAFuture() throws Exception {
    var flow = started(f -> f.step("a", _ -> nothing()));
    assertThat(flow.start().await().step("a").message())
        .endsWith("its Execution returned null instead of a future");
  }

  /// What code does that is not checked for nulls.
  @SuppressWarnings("NullAway")
  private static CompletionStage<Integer> nothing() {
    return null;
  }

  @Test
  void definitionsAreOfOneThreadAndOver() throws Exception {
    var kept = new AtomicReference<FlowDefinition>();
    assertThatThrownBy(() -> flows.define("f", f -> {
      kept.set(f);
      throw new IllegalArgumentException("of the user");
    })).hasMessage("of the user");
    assertThatThrownBy(() -> Objects.requireNonNull(kept.get()).bash("a", "true"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("flow f is defined already, or its definition was refused");
    flows.define("f", f -> {
      f.bash("a", "true");
      var problem = new AtomicReference<Throwable>();
      var thread = Thread.ofVirtual().unstarted(() -> f.bash("b", "true"));
      thread.setUncaughtExceptionHandler((_, e) -> problem.set(e));
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      assertThat(problem.get()).hasMessage("flow f is being defined by another thread");
    });
  }
}
