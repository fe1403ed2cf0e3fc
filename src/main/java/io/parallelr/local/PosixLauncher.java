package io.parallelr.local;

import io.parallelr.os.Reaper;
import io.parallelr.os.Signals;
import io.parallelr.os.Spawner;
import io.parallelr.task.Outcome;
import io.parallelr.task.Signal;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Starts processes by the system's own calls: each leads a session, and its descendants come back
/// to this process when they lose their parent.
public final class PosixLauncher implements Launcher {
  private static final int ENOENT = 2;
  private static final int E2BIG = 7;
  private static final int ENOEXEC = 8;

  private final Spawner spawner;
  private final Reaper reaper;
  private final Orphans orphans = new Orphans();

  /// @throws IOException if the system lacks what is needed
  public PosixLauncher() throws IOException {
    spawner = new Spawner();
    reaper = new Reaper();
    if (!Reaper.adoptOrphans()) {
      throw new IOException("prctl: the kernel has no child subreapers");
    }
  }

  public static boolean isSupported() {
    return Spawner.isSupported();
  }

  @Override
  public String name() {
    return "posix";
  }

  @Override
  public Child start(Launch launch) throws NotStartedException {
    var request = new Spawner.Request(
        launch.program(),
        launch.task().command(),
        launch.environment(),
        launch.directory(),
        launch.stdout(),
        launch.stderr());
    return switch (spawner.start(request)) {
      case Spawner.Refused refused -> throw new NotStartedException(explain(refused, launch));
      case Spawner.Running(var pid) -> watch(pid, launch);
    };
  }

  @Override
  public void sweep() {
    orphans.killAll();
  }

  private Child watch(int pid, Launch launch) throws NotStartedException {
    var events = new Semaphore(0);
    var exited = new Flag();
    orphans.add(pid, exited);
    try {
      var watched = reaper.watch(pid, () -> {
        exited.raised = true;
        events.release();
      });
      return new PosixChild(pid, watched, events, exited, launch);
    } catch (IOException e) {
      ProcessTable.read()
          .withDescendants(p -> p.session() == pid)
          .forEach(p -> Orphans.signal(p, Signals.SIGKILL));
      Reaper.reap(pid);
      orphans.remove(pid, exited);
      throw new NotStartedException(e.getMessage() + "; allow more open files (ulimit -n)");
    }
  }

  private static String explain(Spawner.Refused refused, Launch launch) {
    return switch (refused.errno()) {
      case E2BIG -> "command line and environment are too long for the system (E2BIG)";
      case ENOEXEC ->
        launch.program() + " is neither a program for this machine nor a script with a #! line";
      case ENOENT -> Programs.explainMissing(launch);
      default -> "%s: %s".formatted(launch.program(), refused.description());
    };
  }

  /// Set by the reaper's thread before it releases the semaphore that the reader acquires.
  private static final class Flag {
    private volatile boolean raised;
  }

  private final class PosixChild implements Child {
    private final int pid;
    private final Reaper.Watched watched;
    private final Semaphore events;
    private final Flag exited;
    private final List<String> marks;

    PosixChild(int pid, Reaper.Watched watched, Semaphore events, Flag exited, Launch launch) {
      this.pid = pid;
      this.watched = watched;
      this.events = events;
      this.exited = exited;
      this.marks = Origin.marks(launch.environment());
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public boolean awaitEnd(Duration time) throws InterruptedException {
      if (!exited.raised) {
        boolean _ = events.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
      }
      return exited.raised;
    }

    @Override
    public void wake() {
      events.release();
    }

    @Override
    public Set<Integer> alive(ProcessTable table) {
      return Orphans.pids(orphans.membersOf(table, pid, marks));
    }

    @Override
    public boolean mayHaveLeftovers() {
      return orphans.anyOf(pid, marks);
    }

    @Override
    public void signalAll(int signal) {
      orphans.membersOf(ProcessTable.read(), pid, marks).forEach(p -> Orphans.signal(p, signal));
    }

    @Override
    public End end() {
      orphans.reapEnded();
      var exit = watched.reap();
      orphans.remove(pid, exited);
      return switch (exit) {
        case Reaper.Exited(var code, var usage) ->
          new End(new Outcome.Exited(code), usage(usage));
        case Reaper.Killed(var number, var usage) -> {
          var signal = new Signal(number, Signals.name(number));
          yield new End(new Outcome.Signalled(signal), usage(usage));
        }
      };
    }

    private static Usage usage(Reaper.ResourceUsage usage) {
      return new Usage(usage.user(), usage.system(), usage.peakBytes());
    }
  }
}
