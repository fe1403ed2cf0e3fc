package io.parallelr.cli;

import io.parallelr.config.Settings.LauncherChoice;
import io.parallelr.local.Launcher;
import io.parallelr.local.PortableLauncher;
import io.parallelr.local.PosixLauncher;
import io.parallelr.task.Reason;
import java.io.IOException;

/// Chooses the way to start processes.
public final class Launchers {
  private Launchers() {}

  /// The one that is asked for, or that works here.
  public static Launcher choose(LauncherChoice choice) {
    return switch (choice) {
      case PORTABLE -> new PortableLauncher();
      case POSIX -> {
        if (!PosixLauncher.isSupported()) {
          throw new UserError(
              ExitStatus.USAGE,
              "execution.launcher: posix needs Linux with glibc 2.34 or later; use auto");
        }
        yield posix();
      }
      case AUTO -> PosixLauncher.isSupported() ? posix() : new PortableLauncher();
    };
  }

  /// The one that [LauncherChoice#AUTO] stands for here.
  static String nameOfAuto() {
    return PosixLauncher.isSupported() ? "posix" : "portable";
  }

  private static Launcher posix() {
    try {
      return new PosixLauncher();
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          "the posix launcher does not work here: %s; set execution.launcher to portable"
              .formatted(Reason.withPath(e)),
          e);
    }
  }
}
