package io.parallelr.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.Tasks;
import io.parallelr.engine.Backend.Execution;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class InProcessBackendTest {
  @TempDir
  private Path directory;

  @Test
  void runsWhatItKnowsHereAndTheRestAsProcesses() throws IOException {
    InProcessTask greeting = room -> {
      room.stdout().write("from inside\n".getBytes(StandardCharsets.UTF_8));
      return 3;
    };
    try (var processes = processes()) {
      var backend = new InProcessBackend(
          processes,
          task -> Optional.of(greeting).filter(_ -> task.command().getFirst().equals("greet")));

      var inside = backend.run(Tasks.command(1, "greet"), 1);
      var outside = backend.run(Tasks.command(2, "sh", "-c", "echo from outside"), 1);

      assertThat(inside.outcome()).isEqualTo(new Outcome.Exited(3));
      assertThat(inside.stdout().tail()).isEqualTo("from inside\n");
      assertThat(inside.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(outside.outcome()).isEqualTo(new Outcome.Exited(0));
      assertThat(outside.stdout().tail()).isEqualTo("from outside\n");
    }
  }

  @Test
  void itsProcessesGetItsEnvironmentAndEndWithIt() throws IOException {
    var execution = run(room -> {
      var ownOutputs = Files.createDirectories(directory.resolve("own"));
      try (var own = room.backends().of("own-run", new OutputFiles(ownOutputs, 100, false))) {
        var step = Tasks.command(1, "sh", "-c", "sleep 60 & echo $PARALLELR_RUN_ID");
        var executed = own.run(step, 1);
        room.stdout().write(executed.stdout().tail().getBytes(StandardCharsets.UTF_8));
        return executed.outcome().succeeded() ? 0 : 1;
      }
    });

    assertThat(execution.outcome()).isEqualTo(new Outcome.Exited(0));
    assertThat(execution.stdout().tail()).isEqualTo("own-run\n");
  }

  @Test
  void aTaskThatThrowsFailsAlone() throws IOException {
    var execution = run(_ -> {
      throw new IllegalStateException("a bug");
    });

    assertThat(execution.outcome()).isEqualTo(new Outcome.Exited(1));
    assertThat(execution.stderr().file()).content().contains("a bug");
  }

  @Test
  void aTimeLimitInterruptsIt() throws IOException {
    var task = Tasks.withTimeLimit(Tasks.command(1, "greet"), Duration.ofMillis(100));
    try (var processes = processes()) {
      var backend = new InProcessBackend(processes, _ -> Optional.of(_ -> {
        try {
          new CountDownLatch(1).await();
          return 0;
        } catch (InterruptedException e) {
          return 143;
        }
      }));

      assertThat(backend.run(task, 1).outcome())
          .isEqualTo(new Outcome.TimedOut(Duration.ofMillis(100)));
    }
  }

  @Test
  void aLostOutputDirectoryOfTheRunEndsTheRun() throws IOException {
    try (var processes = processes()) {
      var backend = new InProcessBackend(processes, _ -> Optional.of(_ -> 0));
      Files.delete(directory.resolve("output"));

      assertThatThrownBy(() -> backend.run(Tasks.command(1, "greet"), 1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot run tasks");
      assertThatThrownBy(() -> processes.run(Tasks.command(2, "true"), 1))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  private Execution run(InProcessTask program) throws IOException {
    try (var processes = processes()) {
      Task task = Tasks.command(1, "greet");
      return new InProcessBackend(processes, _ -> Optional.of(program)).run(task, 1);
    }
  }

  private LocalBackend processes() throws IOException {
    var output = Files.createDirectories(directory.resolve("output"));
    return new LocalBackend(
        "run-" + directory.getFileName(),
        new PosixLauncher(),
        new TaskDirectory.Shared(directory),
        new OutputFiles(output, 100, true),
        SlotFile.create(directory, 4),
        Duration.ofSeconds(1),
        TaskLimits.NONE,
        System::nanoTime);
  }
}
