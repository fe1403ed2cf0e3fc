package io.parallelr.engine;

import io.parallelr.engine.Backend.ShortageException;

/// Starts threads, which a system at its limit of processes refuses.
public final class Threads {
  private Threads() {}

  /// Starts a thread of the system's, which does not keep this process alive.
  ///
  /// @throws ShortageException if the system allows no more
  public static Thread start(String name, Runnable work) {
    return start(Thread.ofPlatform().daemon(), name, work);
  }

  /// Starts a thread of a certain kind.
  ///
  /// @throws ShortageException if the system allows no more
  static Thread start(Thread.Builder kind, String name, Runnable work) {
    try {
      return kind.name(name).start(work);
    } catch (OutOfMemoryError e) {
      if (isRefused(e)) {
        throw refused("cannot start thread " + name);
      }
      throw e;
    }
  }

  /// Says that no thread can be started.
  ///
  /// @param what cannot be done without it
  public static ShortageException refused(String what) {
    return new ShortageException(
        what + ": the system allows no more threads; raise the process limit (ulimit -u, pids.max)",
        ShortageException.FOR_EVER);
  }

  /// Whether an error says that a thread cannot be started, which the JDK takes for one of memory.
  public static boolean isRefused(OutOfMemoryError error) {
    return String.valueOf(error.getMessage()).contains("native thread");
  }
}
