package io.parallelr.tasker;

import io.parallelr.cli.Launchers;
import io.parallelr.cli.RunSignals;
import io.parallelr.config.Settings;
import io.parallelr.engine.Engine;
import io.parallelr.local.Guest;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.OutputFiles;
import io.parallelr.local.Workspace;
import io.parallelr.os.SlotFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// What tasker finds around it: that of its process, or of its place in the process of another.
///
/// @param directory against which relative paths are taken, and where commands run; absolute
/// @param signals begins to handle those that end a run, and tells the number of the first
record Surroundings(
    Map<String, String> environment,
    Path directory,
    InputStream stdin,
    PrintStream stdout,
    PrintStream stderr,
    Backends backends,
    Configurations configurations,
    Function<Engine, IntSupplier> signals) {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int SIGTERM = 15;

  /// Makes the place where commands run.
  interface Backends {
    /// Makes it.
    ///
    /// @param scratch directory whose name no other run has
    LocalBackend of(Path scratch, OutputFiles outputs, int slots) throws IOException;
  }

  /// Those of this process.
  static Surroundings ofThisProcess() {
    var directory = Path.of("").toAbsolutePath();
    return new Surroundings(
        System.getenv(),
        directory,
        System.in,
        System.out,
        System.err,
        (scratch, outputs, slots) -> new LocalBackend(
            String.valueOf(scratch.getFileName()),
            Launchers.choose(Settings.LauncherChoice.AUTO),
            new Workspace.Shared(directory),
            outputs,
            SlotFile.create(scratch, slots),
            GRACE,
            0),
        new Configurations(),
        engine -> new RunSignals(Thread.currentThread(), engine, false)::received);
  }

  /// Those of a guest, which is ended by interrupts.
  ///
  /// @param configurations that guests share
  static Surroundings of(Guest.Room room, Configurations configurations) {
    return new Surroundings(
        room.environment(),
        room.directory(),
        InputStream.nullInputStream(),
        new PrintStream(room.stdout(), true, StandardCharsets.UTF_8),
        new PrintStream(room.stderr(), true, StandardCharsets.UTF_8),
        (scratch, outputs, _) -> room.backends()
            .of(String.valueOf(scratch.getFileName()), outputs),
        configurations,
        _ -> () -> SIGTERM);
  }

  /// A path that a user has given.
  Path path(Path given) {
    return directory.resolve(given);
  }

  /// The settings in force.
  Settings.Tasker configured() {
    return configurations.in(this);
  }
}
