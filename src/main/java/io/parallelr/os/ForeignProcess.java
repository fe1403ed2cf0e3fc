package io.parallelr.os;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A process that is not a child of this one, waited for by the thread that owns it.
public final class ForeignProcess implements AutoCloseable {
  private static final int ATTEMPTS = 200;
  private static final Duration BETWEEN = Duration.ofMillis(10);

  private final int pid;
  private final ProcessWatch watch;

  private ForeignProcess(int pid, ProcessWatch watch) {
    this.pid = pid;
    this.watch = watch;
  }

  /// Takes hold of a process. Its number may have been given to another one before: look at what it
  /// is after this call, not before.
  ///
  /// @throws IOException if there is none of that number, or no more files may be open
  public static ForeignProcess of(int pid) throws IOException {
    return new ForeignProcess(pid, ProcessWatch.of(pid));
  }

  /// Waits until it has ended, [#wake()] was called or the time is over; may return early.
  ///
  /// @return whether it has ended
  public boolean awaitEnd(Duration time) throws InterruptedException {
    return watch.awaitEnd(time);
  }

  /// Makes the owner's wait return early, or its next one. May be called by any thread.
  public void wake() {
    watch.wake();
  }

  /// How it ended, asked after [#awaitEnd(Duration)] has said that it has. What it used is not
  /// known.
  ///
  /// The kernel keeps the status for those who hold a pidfd from when the parent has taken the
  /// process in (Linux 6.15); before that, it is to be seen while the process is a zombie.
  ///
  /// @return empty if it cannot be determined
  public Optional<ChildProcess.Exit> exit() {
    for (int i = 0; i < ATTEMPTS; i++) {
      var status =
          PosixProcesses.exitStatus(watch.pidfd()).or(() -> ProcessTable.zombieStatus(pid));
      if (status.isPresent()) {
        return status.map(s -> ChildProcess.exit(s, ChildProcess.ResourceUsage.UNKNOWN));
      }
      if (ProcessTable.entry(pid).isEmpty() && i > ATTEMPTS / 10) {
        return Optional.empty(); // taken in by its parent, and the kernel has kept nothing
      }
      try {
        Thread.sleep(BETWEEN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    watch.close();
  }
}
