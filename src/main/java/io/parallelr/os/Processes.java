package io.parallelr.os;

import java.util.function.BooleanSupplier;

/// Signals to processes, by pidfd so that none reaches a process that has taken a number over.
public final class Processes {
  private Processes() {}

  /// The result of sending a signal.
  public enum Sent {
    /// It was sent.
    SENT,
    /// The process no longer exists.
    GONE,
    /// The process is another user's.
    DENIED
  }

  /// Sends a signal to a process.
  ///
  /// @param isStillMeant looked at when the number is held fast; nothing is sent if false
  /// @return whether it was sent
  public static boolean signal(int pid, int signal, BooleanSupplier isStillMeant) {
    return send(pid, signal, isStillMeant) == Sent.SENT;
  }

  /// Sends a signal to a process, and says why not.
  ///
  /// @param isStillMeant looked at when the number is held fast; nothing is sent if false
  public static Sent send(int pid, int signal, BooleanSupplier isStillMeant) {
    var opened = PosixProcesses.pidfdOpen(pid);
    if (opened.failed()) {
      return Sent.GONE;
    }
    try {
      if (!isStillMeant.getAsBoolean()) {
        return Sent.GONE;
      }
      var sent = PosixProcesses.pidfdSendSignal(opened.intValue(), signal);
      return !sent.failed() ? Sent.SENT : sent.errno() == Posix.EPERM ? Sent.DENIED : Sent.GONE;
    } finally {
      Posix.close(opened.intValue());
    }
  }

  /// The same, if it still is the process that was listed.
  public static Sent send(ProcessTable.Entry process, int signal) {
    return send(process.pid(), signal, () -> isSame(process));
  }

  private static boolean isSame(ProcessTable.Entry process) {
    return ProcessTable.entry(process.pid())
        .filter(p -> p.startTime() == process.startTime())
        .isPresent();
  }

  /// Sends a signal to a process, if it still is the one that was listed.
  ///
  /// @return whether it was sent
  public static boolean signal(ProcessTable.Entry process, int signal) {
    return send(process, signal) == Sent.SENT;
  }

  /// Stops this process with its process group, as a key of the terminal does: a shell that has
  /// started it as a job sees all of the job stopped. Does nothing where no shell could continue it.
  /// What this process does on SIGTSTP is to be set again after that.
  public static void stopGroup() {
    Signals.leaveToSystem("TSTP");
    boolean _ = PosixProcesses.signalGroup(Signals.SIGTSTP);
  }

  /// Whether a descriptor of this process leads to a pipe or socket that nobody reads any more.
  public static boolean isReaderGone(int fd) {
    return Spawner.isSupported() && PosixFiles.isReaderGone(fd);
  }
}
