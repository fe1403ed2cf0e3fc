package io.parallelr.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.Tasks;
import io.parallelr.engine.Backend.Execution;
import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.os.MemoryGroups;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Outcome;
import io.parallelr.task.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tasks in control groups, in a tree of plain files in which a task itself writes what the
/// kernel would.
@Timeout(30)
class LimitedByGroupsTest {
  private static final int PID = Math.toIntExact(ProcessHandle.current().pid());
  private static final long LIMIT = 1 << 20;

  @TempDir
  private Path directory;
  private Path task;

  @BeforeEach
  void delegate() throws IOException {
    var group = Files.createDirectory(directory.resolve("group"));
    Files.writeString(group.resolve("cgroup.controllers"), "memory\n");
    Files.writeString(group.resolve("cgroup.procs"), PID + "\n");
    Files.writeString(group.resolve("cgroup.subtree_control"), "\n");
    task = group.resolve("parallelr-%d-1".formatted(PID));
  }

  @Test
  void aTaskEntersItsGroupBeforeItsProgramRuns() throws Exception {
    var execution = run("cat '%s/cgroup.procs' '%s/memory.max'; exit 3".formatted(task, task));

    assertThat(execution.stdout().tail()).isEqualTo("0\n1048576");
    assertThat(execution.outcome()).isEqualTo(new Outcome.Exited(3));
  }

  @Test
  void theKernelsEndIsTheResult() throws Exception {
    var execution =
        run("printf 'oom 1\\noom_kill 2\\n' >'%s/memory.events'; kill -9 $$".formatted(task));

    assertThat(execution.outcome()).isEqualTo(new Outcome.OutOfMemory(LIMIT, LIMIT));
  }

  @Test
  void anotherKillIsNot() throws Exception {
    assertThat(run("kill -9 $$").outcome())
        .isEqualTo(new Outcome.Signalled(new Signal(9, "SIGKILL")));
  }

  /// A task never runs without the limit that was asked for.
  @Test
  void aTaskThatCannotEnterIsNotRun() throws Exception {
    Files.createDirectories(task); // stands for a group that the kernel does not let be made

    assertThatThrownBy(() -> run("touch '%s/ran'".formatted(directory)))
        .isInstanceOf(ShortageException.class)
        .hasMessageContaining("no control group for a task");
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  private Execution run(String script) throws Exception {
    var found = MemoryGroups.in(directory.resolve("group"), PID, Set.of(PID), LIMIT);
    var groups = ((MemoryGroups.Usable) found).groups();
    var outputs = Files.createDirectories(directory.resolve("output"));
    try (var backend = new LocalBackend(
        "run-of-groups",
        new PosixLauncher().with(Optional.empty(), Optional.of(groups)),
        new TaskDirectory.Shared(directory),
        new OutputFiles(outputs, 1000, true),
        SlotFile.create(directory, 4),
        Duration.ofSeconds(2),
        TaskLimits.ofMemory(LIMIT),
        System::nanoTime)) {
      return backend.run(Tasks.command(1, "sh", "-c", script), 1);
    }
  }
}
