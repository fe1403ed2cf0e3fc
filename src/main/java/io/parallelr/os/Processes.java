package io.parallelr.os;

import java.util.function.BooleanSupplier;

/// Signals to processes, by pidfd so that none reaches a process that has taken a number over.
public final class Processes {
  private Processes() {}

  /// Sends a signal to a process.
  ///
  /// @param isStillMeant looked at when the number is held fast; nothing is sent if false
  /// @return whether it was sent
  public static boolean signal(int pid, int signal, BooleanSupplier isStillMeant) {
    var opened = Posix.pidfdOpen(pid);
    if (opened.failed()) {
      return false;
    }
    try {
      return isStillMeant.getAsBoolean()
          && !Posix.pidfdSendSignal(opened.intValue(), signal).failed();
    } finally {
      Posix.close(opened.intValue());
    }
  }

  /// Sends a signal to a process, if it still is the one that was listed.
  ///
  /// @return whether it was sent
  public static boolean signal(ProcessTable.Entry process, int signal) {
    return signal(
        process.pid(),
        signal,
        () -> ProcessTable.entry(process.pid())
            .filter(p -> p.startTime() == process.startTime())
            .isPresent());
  }

  /// Whether a descriptor of this process leads to a pipe or socket that nobody reads any more.
  public static boolean isReaderGone(int fd) {
    return Spawner.isSupported() && Posix.isReaderGone(fd);
  }
}
