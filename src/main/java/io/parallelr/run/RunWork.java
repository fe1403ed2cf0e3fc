package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.config.Settings;
import io.parallelr.config.Settings.MakeJobserver;
import io.parallelr.header.TaskHeaders;
import io.parallelr.local.MakeJobServer;
import io.parallelr.os.Scheduling;
import io.parallelr.os.TokenPipe;
import io.parallelr.queue.Intake;
import io.parallelr.queue.QueueDirectory;
import io.parallelr.queue.Selection;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// What a run is to do.
public sealed interface RunWork {

  /// Makes sure that this system has what the settings are about.
  ///
  /// @throws UserError if it does not
  static void requirePossible(Settings settings) {
    Admission.requireReported(settings.admission());
    if (settings.execution().nice() > 0 && !Scheduling.isSupported()) {
      throw new UserError(
          ExitStatus.USAGE, "--nice: this system cannot do that for tasks; leave it out");
    }
    requireJobserver(settings);
    RunBackend.placement(settings)
        .objection(settings.limits().maxWorkers())
        .ifPresent(why -> {
          throw new UserError(
              ExitStatus.USAGE,
              "--cpus-per-slot: %s; use fewer slots (-m) or CPUs".formatted(why));
        });
  }

  private static void requireJobserver(Settings settings) {
    var execution = settings.execution();
    if (execution.makeJobserver() == MakeJobserver.OFF) {
      return;
    }
    if (!TokenPipe.isSupported()
        || (execution.makeJobserver() != MakeJobserver.FIFO
            && execution.launcher() == Settings.LauncherChoice.PORTABLE)) {
      throw new UserError(
          ExitStatus.USAGE,
          "--make-jobserver: this needs Linux and, except with fifo, the posix launcher");
    }
    MakeJobServer.objection(settings.limits().maxWorkers()).ifPresent(why -> {
      throw new UserError(
          ExitStatus.USAGE, "--make-jobserver: %s; use fewer (-m)".formatted(why));
    });
  }

  /// What is odd but can be run.
  List<String> warnings();

  /// How many tasks there are; empty if that shows only as they arrive.
  OptionalInt size();

  /// A task as it would be run, with what its header says.
  default Task taken(Task task) {
    return task;
  }

  /// The tasks there are when it begins.
  Batch batch();

  /// Tasks that are there from the start.
  ///
  /// @param headers what the files of its tasks say of themselves
  /// @param readOnce lists that cannot be read again, by their files
  record OfBatch(
      Batch batch,
      TaskHeaders headers,
      List<String> warnings,
      Map<Path, String> readOnce)
      implements
        RunWork {
    @Override
    public OptionalInt size() {
      return OptionalInt.of(batch.size());
    }

    @Override
    public Task taken(Task task) {
      return headers.taken(task, batch::task);
    }
  }

  /// Files that are there and that arrive.
  ///
  /// @param waiting those that wait now; not looked for unless asked: there may be a million
  /// @param selection which names are tasks
  record OfQueue(
      QueueDirectory queue,
      Supplier<Batch> waiting,
      Selection selection,
      Intake.TaskMaker maker,
      List<String> warnings) implements RunWork {
    @Override
    public Batch batch() {
      return waiting.get();
    }

    @Override
    public OptionalInt size() {
      return OptionalInt.empty();
    }
  }
}
