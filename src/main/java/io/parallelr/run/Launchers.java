package io.parallelr.run;

import io.parallelr.config.Settings.LauncherChoice;
import io.parallelr.local.Launcher;
import io.parallelr.local.PortableLauncher;
import io.parallelr.local.PosixLauncher;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.OptionalLong;

/// Chooses the way to start processes.
public final class Launchers {
  private Launchers() {}

  /// The one that is asked for, or that works here.
  public static Launcher choose(LauncherChoice choice) {
    return choose(choice, OptionalLong.empty());
  }

  /// The same for tasks whose limit of open files is not that of this process.
  public static Launcher choose(LauncherChoice choice, OptionalLong filesOfTasks) {
    return switch (choice) {
      case PORTABLE -> new PortableLauncher();
      case POSIX -> {
        if (!PosixLauncher.isSupported()) {
          throw new UserError(
              ExitStatus.USAGE,
              "execution.launcher: posix needs Linux with glibc 2.34 or later; use auto");
        }
        yield posix(filesOfTasks);
      }
      case AUTO -> PosixLauncher.isSupported() ? posix(filesOfTasks) : new PortableLauncher();
    };
  }

  /// The one for a server.
  public static Launcher ofServer() throws IOException {
    return PosixLauncher.isSupported() ? PosixLauncher.ofServer() : new PortableLauncher();
  }

  /// The one that [LauncherChoice#AUTO] stands for here.
  public static String nameOfAuto() {
    return PosixLauncher.isSupported() ? "posix" : "portable";
  }

  /// Whether tasks may have another limit of open files than this process.
  public static boolean limitsTasks(LauncherChoice choice) {
    return choice != LauncherChoice.PORTABLE && PosixLauncher.isSupported();
  }

  private static Launcher posix(OptionalLong filesOfTasks) {
    try {
      return new PosixLauncher(filesOfTasks);
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          "the posix launcher does not work here: %s; set execution.launcher to portable"
              .formatted(Reason.withPath(e)),
          e);
    }
  }
}
