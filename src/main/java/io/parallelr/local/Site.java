package io.parallelr.local;

import io.parallelr.local.OutputFiles.Stream;
import io.parallelr.os.NativeText;
import io.parallelr.task.Origin;
import io.parallelr.task.Streams;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Path;

/// Where tasks run, and what they print into.
///
/// @param runId which distinguishes their processes from others
record Site(String runId, TaskDirectory workspace, OutputFiles outputs) {

  Path directory(Task task, int slot) throws Launcher.NotStartedException {
    if (task.launch().directory().isPresent()) {
      return task.launch().directory().get();
    }
    try {
      return workspace.directory(task, slot);
    } catch (IOException e) {
      throw new Launcher.NotStartedException(Fault.of(e));
    }
  }

  Launcher.Launch launch(Task task, int slot, Path directory, Path program) {
    return new Launcher.Launch(
        task,
        program,
        Origin.of(runId, task, slot),
        directory,
        outputs.ofRunning(task, slot, Stream.OUT),
        outputs.ofRunning(
            task,
            slot,
            task.launch().streams() == Streams.TOGETHER ? Stream.OUT : Stream.ERR),
        outputs.areRepeated() && task.launch().directory().isEmpty());
  }

  /// Why a task was not started. A directory that is not one task's alone must exist for all.
  Fault fault(Launcher.NotStartedException e, Task task, int slot) {
    boolean isOfOneTask =
        workspace instanceof TaskDirectory.OfTask || task.launch().directory().isPresent();
    if (e.fault() instanceof Fault.OfTask && !isOfOneTask) {
      try {
        var directory = directory(task, slot);
        return NativeText.file(directory).isDirectory()
            ? e.fault()
            : new Fault.OfStorage("working directory %s is gone".formatted(directory));
      } catch (Launcher.NotStartedException another) {
        return another.fault();
      }
    }
    return e.fault();
  }

  /// Removes what was made for tasks and not used.
  void tidy() throws IOException {
    workspace.tidy();
    if (outputs.keepsAll() && NativeText.file(outputs.directory()).isDirectory()) {
      outputs.deleteUnused();
    }
  }
}
