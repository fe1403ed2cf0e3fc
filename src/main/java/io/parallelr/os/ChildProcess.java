package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.Optional;

/// A child of this process, waited for by the thread that owns it: the kernel wakes that thread
/// itself when the child ends.
///
/// It is not reaped by waiting: it stays a zombie, and so its number taken, until its owner calls
/// [#reap()], which it must.
public final class ChildProcess {
  private static final int WNOHANG = 1;
  private static final int WAIT_FOR_REPARENTED_TOO = 0x40000000; // __WALL
  private static final short POLLIN = 1;
  private static final int POLLFD_BYTES = 8;
  private static final int REVENTS_OFFSET = 6;
  private static final int RUSAGE_BYTES = 144;

  private final int pid;
  private final int pidfd;
  private final int bell;
  private boolean isReaped;

  private ChildProcess(int pid, int pidfd, int bell) {
    this.pid = pid;
    this.pidfd = pidfd;
    this.bell = bell;
  }

  /// A child that was just started.
  ///
  /// @throws IOException if no more files may be open
  public static ChildProcess of(int pid) throws IOException {
    var opened = Posix.pidfdOpen(pid);
    if (opened.failed()) {
      throw new IOException("pidfd_open: " + Posix.describe(opened.errno()));
    }
    var bell = Posix.eventfd();
    if (bell.failed()) {
      Posix.close(opened.intValue());
      throw new IOException("eventfd: " + Posix.describe(bell.errno()));
    }
    return new ChildProcess(pid, opened.intValue(), bell.intValue());
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
  public record ResourceUsage(Duration user, Duration system, long peakBytes) {}

  /// Waits until it has ended, [#wake()] was called or the time is over; may return early.
  ///
  /// @return whether it has ended
  public boolean awaitEnd(Duration time) throws InterruptedException {
    long millis = Math.min(Integer.MAX_VALUE, time.plusNanos(999_999).toMillis());
    return new Wait().until((int) Math.max(0, millis));
  }

  /// Makes the owner's wait return early, or its next one. May be called by any thread at any time.
  ///
  /// Locked together with the closing of the bell, whose number may be another file's after that.
  public synchronized void wake() {
    if (!isReaped) {
      try (var arena = Arena.ofConfined()) {
        Posix.write(bell, arena.allocateFrom(JAVA_LONG, 1));
      }
    }
  }

  /// Takes in the ended child: afterwards its number may belong to another process.
  public Exit reap() {
    closeFiles();
    return waitFor(pid, 0)
        .orElseThrow(() -> new IllegalStateException("child %d is not there".formatted(pid)));
  }

  private synchronized void closeFiles() {
    isReaped = true;
    Posix.close(pidfd);
    Posix.close(bell);
  }

  /// Takes in a process that has ended and whose end nobody else will look at, if it has.
  ///
  /// @return whether it was there to be taken in
  public static boolean reapIfEnded(int pid) {
    return waitFor(pid, WNOHANG | WAIT_FOR_REPARENTED_TOO).isPresent();
  }

  /// Takes in a child that is not watched. Waits for its end.
  public static void reap(int pid) {
    waitFor(pid, 0);
  }

  /// Makes this process the parent of descendants that lost theirs; prctl(2).
  ///
  /// @return false if the system does not know of it
  public static boolean adoptOrphans() {
    return Posix.becomeSubreaper();
  }

  /// One wait, in the form in which the JDK lets an interrupt end a native call: a channel whose
  /// closing rings the bell.
  private final class Wait extends AbstractInterruptibleChannel {

    boolean until(int millis) throws InterruptedException {
      boolean completed = false;
      try (var arena = Arena.ofConfined()) {
        var descriptors = arena.allocate(2L * POLLFD_BYTES, 8);
        listen(descriptors, 0, pidfd);
        listen(descriptors, POLLFD_BYTES, bell);
        try {
          begin();
          Posix.poll(descriptors, 2, millis);
          completed = true;
        } finally {
          end(completed);
        }
        hush(arena, descriptors);
        return descriptors.get(JAVA_SHORT, REVENTS_OFFSET) != 0;
      } catch (AsynchronousCloseException e) {
        boolean _ = Thread.interrupted();
        throw new InterruptedException();
      }
    }

    @Override
    protected void implCloseChannel() {
      wake();
    }

    private static void listen(MemorySegment descriptors, long offset, int fd) {
      descriptors.set(JAVA_INT, offset, fd);
      descriptors.set(JAVA_SHORT, offset + 4, POLLIN);
    }

    private void hush(Arena arena, MemorySegment descriptors) {
      if (descriptors.get(JAVA_SHORT, POLLFD_BYTES + REVENTS_OFFSET) != 0) {
        Posix.read(bell, arena.allocate(Long.BYTES));
      }
    }
  }

  private static Optional<Exit> waitFor(int pid, int options) {
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(JAVA_INT);
      var usage = arena.allocate(RUSAGE_BYTES, 8);
      var result = Posix.wait4(pid, status, options, usage);
      while (result.failed() && result.errno() == Posix.EINTR) {
        result = Posix.wait4(pid, status, options, usage);
      }
      return result.intValue() == pid
          ? Optional.of(exit(status.get(JAVA_INT, 0), usage(usage)))
          : Optional.empty();
    }
  }

  /// The encoding of wait(2): the signal in the low seven bits, the exit code in the next byte.
  private static Exit exit(int status, ResourceUsage usage) {
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
