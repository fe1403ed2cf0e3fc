package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// A child of this process, waited for by the thread that owns it: the kernel wakes that thread
/// itself when the child ends.
///
/// It is not reaped by waiting: it stays a zombie, and so its number taken, until its owner calls
/// [#reap()], which it must.
public final class ChildProcess {
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;
  private static final int SIGINFO_BYTES = 128;
  private static final int CODE_OFFSET = 8;
  private static final int PID_OFFSET = 16;
  private static final int STATUS_OFFSET = 24;
  private static final int CLD_EXITED = 1;
  private static final int WAIT_FOR_REPARENTED_TOO = 0x40000000; // __WALL
  private static final int RUSAGE_BYTES = 144;

  private final int pid;
  private final ProcessWatch watch;

  private ChildProcess(int pid, ProcessWatch watch) {
    this.pid = pid;
    this.watch = watch;
  }

  /// A child that was just started. Where no more files may be open for now, it is watched when
  /// they may be again: it is there until it is reaped.
  public static ChildProcess of(int pid) {
    return new ChildProcess(pid, ProcessWatch.ofChild(pid));
  }

  /// How a process ended, and what it used.
  public sealed interface Exit {
    ResourceUsage usage();
  }

  /// It ended by itself.
  public record Exited(int code, ResourceUsage usage) implements Exit {}

  /// A signal ended it.
  public record Killed(int signal, ResourceUsage usage) implements Exit {}

  /// The kernel's account of a process and those of its children that it waited for; getrusage(2).
  ///
  /// @param peakBytes for a child that was spawned, never less than what its parent had then
  public record ResourceUsage(Duration user, Duration system, long peakBytes) {
    static final ResourceUsage UNKNOWN = new ResourceUsage(Duration.ZERO, Duration.ZERO, 0);
  }

  /// Waits until it has ended, [#wake()] was called or the time is over; may return early.
  ///
  /// @return whether it has ended
  public boolean awaitEnd(Duration time) throws InterruptedException {
    return watch.awaitEnd(time);
  }

  /// Makes the owner's wait return early, or its next one. May be called by any thread at any time.
  public void wake() {
    watch.wake();
  }

  /// How it has ended, without reaping it and without its usage. Not to be called once it was
  /// reaped.
  ///
  /// @return empty if it has not ended
  public Optional<Exit> peek() {
    return look(pid);
  }

  /// The same of any child, whether or not it was started here.
  public static Optional<Exit> look(int pid) {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(SIGINFO_BYTES, 8);
      var result =
          PosixProcesses.waitid(pid, info, WEXITED | WNOHANG | WNOWAIT | WAIT_FOR_REPARENTED_TOO);
      if (result.failed() || info.get(JAVA_INT, PID_OFFSET) != pid) {
        return Optional.empty();
      }
      int status = info.get(JAVA_INT, STATUS_OFFSET);
      return Optional.of(
          info.get(JAVA_INT, CODE_OFFSET) == CLD_EXITED
              ? new Exited(status, ResourceUsage.UNKNOWN)
              : new Killed(status, ResourceUsage.UNKNOWN));
    }
  }

  /// Waits until any child has ended, and does not reap it. Blocks; nothing cuts it short.
  ///
  /// @return empty if there is no child
  public static OptionalInt awaitAny() {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(SIGINFO_BYTES, 8);
      int options = WEXITED | WNOWAIT | WAIT_FOR_REPARENTED_TOO;
      var result = PosixProcesses.waitidOfAny(info, options);
      while (result.failed() && result.errno() == Posix.EINTR) {
        result = PosixProcesses.waitidOfAny(info, options);
      }
      return result.failed()
          ? OptionalInt.empty()
          : OptionalInt.of(info.get(JAVA_INT, PID_OFFSET));
    }
  }

  /// Reaps the ended child: afterwards its number may belong to another process.
  public Exit reap() {
    watch.close();
    return waitFor(pid, 0)
        .orElseThrow(() -> new IllegalStateException("child %d is not there".formatted(pid)));
  }

  /// Reaps a process whose end nobody else will look at, if it has ended.
  ///
  /// @return whether it was there to be taken in
  public static boolean reapIfEnded(int pid) {
    return waitFor(pid, WNOHANG | WAIT_FOR_REPARENTED_TOO).isPresent();
  }

  /// Makes this process the parent of descendants that lost theirs; prctl(2).
  ///
  /// @return false if the system does not know of it
  public static boolean adoptOrphans() {
    return PosixProcesses.becomeSubreaper();
  }

  private static Optional<Exit> waitFor(int pid, int options) {
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(JAVA_INT);
      var usage = arena.allocate(RUSAGE_BYTES, 8);
      var result = PosixProcesses.wait4(pid, status, options, usage);
      while (result.failed() && result.errno() == Posix.EINTR) {
        result = PosixProcesses.wait4(pid, status, options, usage);
      }
      return result.intValue() == pid
          ? Optional.of(exit(status.get(JAVA_INT, 0), usage(usage)))
          : Optional.empty();
    }
  }

  /// The encoding of wait(2): the signal in the low seven bits, the exit code in the next byte.
  static Exit exit(int status, ResourceUsage usage) {
    int signal = status & 0x7f;
    return signal == 0
        ? new Exited((status >> 8) & 0xff, usage)
        : new Killed(signal, usage);
  }

  private static ResourceUsage usage(MemorySegment usage) {
    return new ResourceUsage(
        time(usage, 0),
        time(usage, 16),
        usage.get(JAVA_LONG, 32) * 1024);
  }

  private static Duration time(MemorySegment usage, long offset) {
    return Duration.ofSeconds(
        usage.get(JAVA_LONG, offset),
        usage.get(JAVA_LONG, offset + 8) * 1000);
  }
}
