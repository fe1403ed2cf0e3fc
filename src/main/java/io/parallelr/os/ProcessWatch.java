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

/// Waits for the end of a process, by a pidfd: the kernel wakes the waiting thread itself.
final class ProcessWatch implements AutoCloseable {
  private static final short POLLIN = 1;
  private static final int POLLFD_BYTES = 8;
  private static final int REVENTS_OFFSET = 6;

  private static final int NONE = -1;
  /// How often a watch is tried that could not be begun.
  private static final Duration AGAIN = Duration.ofMillis(50);

  private final int pid;
  private int pidfd = NONE; // guarded by this, as are the others
  private int bell = NONE;
  private boolean isRung;
  private boolean isClosed;

  private ProcessWatch(int pid) {
    this.pid = pid;
  }

  /// @throws IOException if there is no such process, or no more files may be open
  static ProcessWatch of(int pid) throws IOException {
    var watch = new ProcessWatch(pid);
    var problem = watch.open();
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
    return watch;
  }

  /// Watches a child, whose number is its own until it is reaped: if no more files may be open now,
  /// from when they may be.
  static ProcessWatch ofChild(int pid) {
    var watch = new ProcessWatch(pid);
    var _ = watch.open();
    return watch;
  }

  /// Opens what is needed, if it is not open; says why that cannot be.
  private synchronized Optional<String> open() {
    if (bell == NONE) {
      var opened = PosixFiles.eventfd();
      if (opened.failed()) {
        return Optional.of("eventfd: " + Posix.describe(opened.errno()));
      }
      bell = opened.intValue();
    }
    if (pidfd == NONE) {
      var opened = PosixProcesses.pidfdOpen(pid);
      if (opened.failed()) {
        Posix.close(bell);
        bell = NONE;
        return Optional.of("pidfd_open: " + Posix.describe(opened.errno()));
      }
      pidfd = opened.intValue();
    }
    return Optional.empty();
  }

  synchronized int pidfd() {
    return pidfd;
  }

  private synchronized int bell() {
    return bell;
  }

  /// Waits until the process has ended, [#wake()] was called or the time is over; may return early.
  ///
  /// @return whether it has ended
  boolean awaitEnd(Duration time) throws InterruptedException {
    if (!isOpen()) {
      if (open().isPresent()) {
        Thread.sleep(AGAIN.compareTo(time) < 0 ? AGAIN : time);
        return false;
      }
      if (wasRung()) {
        return false;
      }
    }
    long millis = Math.min(Integer.MAX_VALUE, time.plusNanos(999_999).toMillis());
    return new Wait().until((int) Math.max(0, millis));
  }

  /// Makes the owner's wait return early, or its next one. May be called by any thread at any time.
  ///
  /// Locked together with the closing of the bell, whose number may be another file's after that.
  synchronized void wake() {
    if (bell == NONE) {
      isRung = true;
    } else if (!isClosed) {
      try (var arena = Arena.ofConfined()) {
        PosixFiles.write(bell, arena.allocateFrom(JAVA_LONG, 1));
      }
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (bell != NONE) {
      Posix.close(pidfd);
      Posix.close(bell);
    }
  }

  private synchronized boolean isOpen() {
    return pidfd != NONE;
  }

  private synchronized boolean wasRung() {
    boolean was = isRung;
    isRung = false;
    return was;
  }

  /// One wait, in the form in which the JDK lets an interrupt end a native call: a channel whose
  /// closing rings the bell.
  private final class Wait extends AbstractInterruptibleChannel {

    boolean until(int millis) throws InterruptedException {
      boolean completed = false;
      try (var arena = Arena.ofConfined()) {
        var descriptors = arena.allocate(2L * POLLFD_BYTES, 8);
        listen(descriptors, 0, pidfd());
        listen(descriptors, POLLFD_BYTES, bell());
        try {
          begin();
          PosixFiles.poll(descriptors, 2, millis);
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
        PosixFiles.read(bell(), arena.allocate(Long.BYTES));
      }
    }
  }
}
