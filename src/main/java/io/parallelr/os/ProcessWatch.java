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

/// Waits for the end of a process, by a pidfd: the kernel wakes the waiting thread itself.
final class ProcessWatch implements AutoCloseable {
  private static final short POLLIN = 1;
  private static final int POLLFD_BYTES = 8;
  private static final int REVENTS_OFFSET = 6;

  private final int pidfd;
  private final int bell;
  private boolean isClosed;

  private ProcessWatch(int pidfd, int bell) {
    this.pidfd = pidfd;
    this.bell = bell;
  }

  /// @throws IOException if there is no such process, or no more files may be open
  static ProcessWatch of(int pid) throws IOException {
    var opened = Posix.pidfdOpen(pid);
    if (opened.failed()) {
      throw new IOException("pidfd_open: " + Posix.describe(opened.errno()));
    }
    var bell = Posix.eventfd();
    if (bell.failed()) {
      Posix.close(opened.intValue());
      throw new IOException("eventfd: " + Posix.describe(bell.errno()));
    }
    return new ProcessWatch(opened.intValue(), bell.intValue());
  }

  int pidfd() {
    return pidfd;
  }

  /// Waits until the process has ended, [#wake()] was called or the time is over; may return early.
  ///
  /// @return whether it has ended
  boolean awaitEnd(Duration time) throws InterruptedException {
    long millis = Math.min(Integer.MAX_VALUE, time.plusNanos(999_999).toMillis());
    return new Wait().until((int) Math.max(0, millis));
  }

  /// Makes the owner's wait return early, or its next one. May be called by any thread at any time.
  ///
  /// Locked together with the closing of the bell, whose number may be another file's after that.
  synchronized void wake() {
    if (!isClosed) {
      try (var arena = Arena.ofConfined()) {
        Posix.write(bell, arena.allocateFrom(JAVA_LONG, 1));
      }
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    Posix.close(pidfd);
    Posix.close(bell);
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
}
