package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Waits for all children with one thread: a pidfd each, in an epoll(7) set.
///
/// It tells of an end but does not reap: the child stays a zombie, and so its number taken, until
/// its owner calls [Watched#reap()]. May be used by any thread.
public final class Reaper {
  private static final int WNOHANG = 1;
  private static final int WAIT_FOR_REPARENTED_TOO = 0x40000000; // __WALL
  private static final int EPOLLIN = 1;
  private static final int EVENTS = 64;
  private static final int RUSAGE_BYTES = 144;
  // epoll_event is packed on x86-64 alone, see epoll_ctl(2)
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  private final int epoll;
  private final Map<Integer, Watched> watched = new ConcurrentHashMap<>();

  /// @throws IOException if the system lacks what is needed, or allows no more open files
  public Reaper() throws IOException {
    var result = Posix.epollCreate();
    if (result.failed()) {
      throw new IOException("epoll_create: " + Posix.describe(result.errno()));
    }
    epoll = result.intValue();
    Thread.ofPlatform().name("reaper").daemon().start(this::loop);
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

  /// Begins to watch a child of this process.
  ///
  /// @param onExit called once, on the reaper's thread, when it has ended; must not block
  /// @throws IOException if no more files may be open
  public Watched watch(int pid, Runnable onExit) throws IOException {
    var opened = Posix.pidfdOpen(pid);
    if (opened.failed()) {
      throw new IOException("pidfd_open: " + Posix.describe(opened.errno()));
    }
    var child = new Watched(pid, opened.intValue(), onExit);
    watched.put(child.pidfd, child);
    var added = control(Posix.EPOLL_CTL_ADD, child.pidfd);
    if (added.failed()) {
      watched.remove(child.pidfd);
      Posix.close(child.pidfd);
      throw new IOException("epoll_ctl: " + Posix.describe(added.errno()));
    }
    return child;
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

  /// A child being watched. The owner must call [#reap()] when it has ended.
  public static final class Watched {
    private final int pid;
    private final int pidfd;
    private final Runnable onExit;

    private Watched(int pid, int pidfd, Runnable onExit) {
      this.pid = pid;
      this.pidfd = pidfd;
      this.onExit = onExit;
    }

    /// Takes in the ended child: afterwards its number may belong to another process. Call it once,
    /// after `onExit`.
    public Exit reap() {
      Posix.close(pidfd);
      return waitFor(pid, 0)
          .orElseThrow(() -> new IllegalStateException("child %d is not there".formatted(pid)));
    }
  }

  private void loop() {
    try (var arena = Arena.ofConfined()) {
      var events = arena.allocate((long) EVENTS * EVENT_BYTES, 8);
      while (true) {
        int count = Posix.epollWait(epoll, events, EVENTS).intValue();
        for (int i = 0; i < count; i++) {
          ended((int) events.get(JAVA_LONG_ANY, (long) i * EVENT_BYTES + DATA_OFFSET));
        }
      }
    }
  }

  private static final java.lang.foreign.ValueLayout.OfLong JAVA_LONG_ANY =
      JAVA_LONG.withByteAlignment(1);

  private void ended(int pidfd) {
    var child = watched.remove(pidfd);
    // out of the set before it is closed: a child being spawned holds a copy until its exec, and
    // the set goes by the open file, not by the number
    control(Posix.EPOLL_CTL_DEL, pidfd);
    if (child != null) {
      child.onExit.run();
    }
  }

  private Posix.Result control(int operation, int pidfd) {
    try (var arena = Arena.ofConfined()) {
      var event = arena.allocate(EVENT_BYTES, 8);
      event.set(JAVA_INT, 0, EPOLLIN);
      event.set(JAVA_LONG_ANY, DATA_OFFSET, pidfd);
      return Posix.epollControl(epoll, operation, pidfd, event);
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
