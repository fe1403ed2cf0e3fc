package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.flows.FlowEvent;
import io.parallelr.flows.FlowModule;
import io.parallelr.flows.Flows;
import io.parallelr.flows.RunStatus;
import io.parallelr.os.HeapGuard;
import io.parallelr.run.Deaths;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlowModulesTest {
  @TempDir
  Path directory;
  private JobServer server;

  @BeforeEach
  void open() throws Exception {
    server = JobServer.open(
        new JobServerSettings(
            directory.resolve("data"),
            directory,
            Map.of(),
            Set.of(),
            2,
            Duration.ofSeconds(1),
            JobServer.OnRestart.CONTINUE,
            false,
            false),
        new JobServer.Host(
            new Installation(Optional.empty(), directory.resolve("home")),
            Clock.systemUTC(),
            System::nanoTime,
            new Deaths(HeapGuard.start("test", 5))::end));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  /// What keeps the server from starting.
  private UserError refused(FlowModule module) {
    try (var modules = FlowModules.of(module)) {
      modules.define(directory);
    } catch (UserError e) {
      return e;
    }
    throw new AssertionError("it was not refused");
  }

  private static final class Wrong implements FlowModule {
    @Override
    public void define(Flows flows) {
      flows.define("f", f -> {
        f.bash("a", "true").after("b");
        f.bash("c", "true").after("d");
      });
    }
  }

  @Test
  void whatAModuleThrowsIsOneLine() {
    var refused = refused(new Wrong());
    assertThat(refused.exitStatus()).isEqualTo(ExitStatus.USAGE);
    assertThat(refused).hasMessageStartingWith("flow module " + Wrong.class.getName() + ": ")
        .hasMessageContainingAll("step a", "step c");
    assertThat(refused.getMessage()).hasLineCount(1);
    assertThat(refused(_ -> {
      throw new NoClassDefFoundError("x/Y");
    })).hasMessageEndingWith(": x/Y");
    assertThat(refused(_ -> {
      throw new UnsupportedOperationException();
    })).hasMessageEndingWith(": java.lang.UnsupportedOperationException");
  }

  private interface Call {
    void on(Flows flows) throws Exception;
  }

  @Test
  void modulesDoNotStartOrEndTheServer() {
    List<Call> calls =
        List.of(Flows::start, Flows::run, Flows::close, flows -> flows.drain(Duration.ZERO));
    try (var modules = FlowModules.of(
        flows -> calls.forEach(
            call -> assertThatThrownBy(() -> call.on(flows))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the server starts and closes the flows")))) {
      modules.define(directory);
      assertThat(modules.host()).isPresent();
    }
  }

  @Test
  void flowsAreDefinedBeforeTheServerOfJobsIsOpen() throws Exception {
    var heard = new LinkedBlockingQueue<FlowEvent>();
    try (var modules = FlowModules.of(flows -> {
      var flow = flows.define("f", f -> f.bash("a", "true"));
      flow.every(Duration.ofDays(1));
      var _ = flows.listen(heard::add);
      flows.listen(_ -> {
        throw new AssertionError("nobody listens any more");
      }).close();
      assertThatThrownBy(() -> flow.runs(1)).isInstanceOf(IllegalStateException.class)
          .hasMessage("the server is starting; runs can be looked at after that");
    })) {
      modules.define(directory);
      modules.connect(server.jobs(), Clock.systemUTC());
      var host = modules.host().orElseThrow();
      server.start(modules::isUndefined);
      modules.start();

      var run = host.flow("f").orElseThrow().start();

      assertThat(run.await(Duration.ofSeconds(20))).get()
          .extracting(RunStatus::state)
          .isEqualTo(RunStatus.State.SUCCEEDED);
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isNotNull();
      server.shutdown(JobServer.Shutdown.FINISH);
      server.await();
    }
  }

  @Test
  void noRunIsStartedBeforeTheServerIs() {
    var refused = refused(flows -> {
      var flow = flows.define("f", f -> f.bash("a", "true"));
      try {
        var _ = flow.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    assertThat(refused)
        .hasMessageEndingWith(": the server is starting; runs can be started after that");
  }
}
