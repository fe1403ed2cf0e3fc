package io.parallelr.flowrun;

import io.parallelr.config.Settings;
import io.parallelr.engine.Engine;
import io.parallelr.local.InProcessTask;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.OutputFiles;
import io.parallelr.local.TaskDirectory;
import io.parallelr.local.TaskLimits;
import io.parallelr.os.Given;
import io.parallelr.os.NativeText;
import io.parallelr.os.SlotFile;
import io.parallelr.run.Launchers;
import io.parallelr.run.RunSignals;
import io.parallelr.task.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;

/// The environment of a run of tasker: of a process of its own, or of a task inside parallelr.
///
/// @param directory the working directory; absolute
/// @param signals installs the handlers of signals that end a run; returns a supplier of the number
///   of the first one received
public record ExecutionContext(
    Map<String, String> environment,
    Path directory,
    InputStream stdin,
    PrintStream stdout,
    PrintStream stderr,
    Backends backends,
    ScratchDirectory scratch,
    Configurations configurations,
    InstantSource clock,
    BiFunction<Engine, LocalBackend, IntSupplier> signals) {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int SIGTERM = 15;

  /// Makes the backend that runs the commands.
  public interface Backends {
    LocalBackend of(ScratchDirectory.Place scratch, OutputFiles outputs, int slots)
        throws IOException;
  }

  /// The context of this process.
  public static ExecutionContext ofThisProcess() {
    var directory = Given.directory();
    var clock = InstantSource.system();
    return new ExecutionContext(
        Given.environment(),
        directory,
        System.in,
        new PrintStream(System.out, true, NativeText.CHARSET),
        new PrintStream(System.err, true, NativeText.CHARSET),
        (scratch, outputs, slots) -> new LocalBackend(
            scratch.id(),
            Launchers.choose(Settings.LauncherChoice.AUTO),
            new TaskDirectory.Given(directory),
            outputs,
            SlotFile.create(scratch.directory(), slots),
            GRACE,
            TaskLimits.NONE,
            System::nanoTime),
        ScratchDirectory.ofThisProcess(Origin.FLOW, clock),
        new Configurations(),
        clock,
        (engine, backend) -> new RunSignals(
            Thread.currentThread()::interrupt,
            engine,
            backend,
            () -> {},
            false)::received);
  }

  /// The context of a task inside parallelr, which is ended by interrupts.
  ///
  /// @param scratch shared by all these tasks, like the configurations
  public static ExecutionContext of(InProcessTask.Room room, ScratchDirectory scratch,
      Configurations configurations) {
    return new ExecutionContext(
        room.environment(),
        room.directory(),
        InputStream.nullInputStream(),
        new PrintStream(room.stdout(), true, NativeText.CHARSET),
        new PrintStream(room.stderr(), true, NativeText.CHARSET),
        (place, outputs, _) -> room.backends().of(place.id(), outputs),
        scratch,
        configurations,
        InstantSource.system(),
        (_, _) -> () -> SIGTERM);
  }

  /// A path that a user has given.
  public Path path(Path given) {
    return directory.resolve(given);
  }

  /// The settings in force.
  public Settings.Tasker configured() {
    return configurations.in(this);
  }
}
