package io.parallelr.local;

import io.parallelr.Tasks;
import io.parallelr.engine.Backend.Execution;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Runs scripts as tasks, in a directory of their own.
record LocalTrial(Path directory) {
  static final Duration GRACE = Duration.ofMillis(300);

  Execution run(String launcher, String script) throws IOException {
    return run(launcher, script(script));
  }

  Execution run(String launcher, Task task) throws IOException {
    try (var backend = backend(launcher)) {
      return backend.run(task, 1);
    }
  }

  static Task script(String script) {
    return Tasks.command(7, "sh", "-c", script);
  }

  LocalBackend backend(String launcher) throws IOException {
    return backend(launcher, GRACE, 0);
  }

  LocalBackend backend(String launcher, Duration grace, long memoryLimit)
      throws IOException {
    var output = Files.createDirectories(directory.resolve("output"));
    return new LocalBackend(
        runId(),
        launcher.equals("posix") ? new PosixLauncher() : new PortableLauncher(),
        new TaskDirectory.Shared(directory),
        new OutputFiles(output, 100, true),
        SlotFile.create(directory, 4),
        grace,
        TaskLimits.ofMemory(memoryLimit),
        System::nanoTime);
  }

  LocalBackend limited(OutputLimit output, Placement placement) throws IOException {
    var outputs = Files.createDirectories(directory.resolve("output"));
    return new LocalBackend(
        runId(),
        new PosixLauncher(),
        new TaskDirectory.Shared(directory),
        new OutputFiles(outputs, 100, true),
        SlotFile.create(directory, 4),
        GRACE,
        new TaskLimits(0, output, placement),
        System::nanoTime);
  }

  /// Not that of the same tests elsewhere on the machine: processes are told apart by it.
  String runId() {
    return "run-" + directory.getFileName();
  }
}
