package io.parallelr.local;

import io.parallelr.os.ChildProcess;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import io.parallelr.os.Spawner;
import io.parallelr.task.Outcome;
import io.parallelr.task.Reason;
import io.parallelr.task.Signal;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Starts processes by the system's own calls: each leads a session, and its descendants come back
/// to this process when they lose their parent.
public final class PosixLauncher implements Launcher {
  private static final int ENOENT = 2;
  private static final int E2BIG = 7;
  private static final int ENOEXEC = 8;

  private final Spawner spawner;
  private final Orphans orphans = new Orphans();

  /// @throws IOException if the system lacks what is needed
  public PosixLauncher() throws IOException {
    spawner = new Spawner();
    if (!ChildProcess.adoptOrphans()) {
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
    var owner = new Object();
    orphans.add(pid, owner);
    try {
      return new PosixChild(pid, ChildProcess.of(pid), owner, launch.origin().marks());
    } catch (IOException e) {
      orphans.membersOf(ProcessTable.read(), pid, launch.origin().marks())
          .forEach(p -> Processes.signal(p, Signals.SIGKILL));
      ChildProcess.reap(pid);
      orphans.remove(pid, owner);
      throw new NotStartedException(Reason.withPath(e) + "; allow more open files (ulimit -n)");
    }
  }

  private static String explain(Spawner.Refused refused, Launch launch) {
    return switch (refused.errno()) {
      case E2BIG -> CommandSize.explain(launch);
      case ENOEXEC ->
        launch.program() + " is neither a program for this machine nor a script with a #! line";
      case ENOENT -> Programs.explainMissing(launch);
      default -> "%s: %s".formatted(launch.program(), refused.description());
    };
  }

  private final class PosixChild implements Child {
    private final int pid;
    private final ChildProcess process;
    private final Object owner;
    private final List<String> marks;
    private boolean noOrphans;

    PosixChild(int pid, ChildProcess process, Object owner, List<String> marks) {
      this.pid = pid;
      this.process = process;
      this.owner = owner;
      this.marks = marks;
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public boolean awaitEnd(Duration time) throws InterruptedException {
      return process.awaitEnd(time);
    }

    @Override
    public void wake() {
      process.wake();
    }

    @Override
    public Set<Integer> alive(ProcessTable table) {
      return Orphans.pids(orphans.membersOf(table, pid, marks));
    }

    @Override
    public boolean mayHaveLeftovers() {
      var listed = orphans.list();
      noOrphans = listed.isEmpty();
      return !noOrphans && Orphans.anyOf(listed, pid, marks);
    }

    @Override
    public boolean leftNothing() {
      return noOrphans;
    }

    @Override
    public void signalAll(int signal) {
      orphans.membersOf(ProcessTable.read(), pid, marks).forEach(p -> Processes.signal(p, signal));
    }

    @Override
    public End end() {
      if (!noOrphans) {
        orphans.reapEnded();
      }
      var exit = process.reap();
      orphans.remove(pid, owner);
      return PosixLauncher.end(exit);
    }
  }

  static Child.End end(ChildProcess.Exit exit) {
    var usage = new Usage(
        exit.usage().user(),
        exit.usage().system(),
        exit.usage().peakBytes());
    return switch (exit) {
      case ChildProcess.Exited(var code, _) -> new Child.End(new Outcome.Exited(code), usage);
      case ChildProcess.Killed(var number, _) ->
        new Child.End(new Outcome.Signalled(new Signal(number, Signals.name(number))), usage);
    };
  }
}
