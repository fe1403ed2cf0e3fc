package io.parallelr.local;

import io.parallelr.os.ChildProcess;
import io.parallelr.os.NativeText;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.os.Spawner;
import io.parallelr.task.Outcome;
import io.parallelr.task.Signal;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Starts processes by the system's own calls: each leads a session, and its descendants come back
/// to this process when they lose their parent.
public final class PosixLauncher implements Launcher {
  private static final Path SHELL = Path.of("/bin/sh");

  private final String prelude;
  private final Spawner spawner;
  private final Orphans orphans;
  private final Optional<Path> tokens;

  /// @throws IOException if the system lacks what is needed
  public PosixLauncher() throws IOException {
    this(OptionalLong.empty());
  }

  /// @param filesOfTasks the limit of open files for tasks, where it is not that of this process
  /// @throws IOException if the system lacks what is needed
  public PosixLauncher(OptionalLong filesOfTasks) throws IOException {
    this(new Spawner(), filesOfTasks, true);
  }

  /// One of a server: no signal is ignored by its tasks, as who has started it may be a shell in
  /// whose background SIGINT is ignored.
  ///
  /// @throws IOException if the system lacks what is needed
  public static PosixLauncher ofServer() throws IOException {
    return new PosixLauncher(new Spawner(false), OptionalLong.empty(), false);
  }

  private PosixLauncher(Spawner spawner, OptionalLong filesOfTasks, boolean keepsIgnored)
      throws IOException {
    this.spawner = spawner;
    this.orphans = new Orphans();
    this.tokens = Optional.empty();
    prelude =
        prelude(filesOfTasks, keepsIgnored && spawner.isIgnoredByCaller(Signals.SIGUSR1));
    if (!ChildProcess.adoptOrphans()) {
      throw new IOException("prctl: the kernel has no child subreapers");
    }
  }

  private PosixLauncher(PosixLauncher same, Path tokens) {
    this.spawner = same.spawner;
    this.orphans = same.orphans;
    this.prelude = same.prelude;
    this.tokens = Optional.of(tokens);
  }

  /// The same, whose tasks inherit a FIFO, as [Spawner.Request] says.
  public PosixLauncher passing(Path fifo) {
    return new PosixLauncher(this, fifo);
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
        prelude.isEmpty() ? launch.program() : SHELL,
        prelude.isEmpty() ? launch.task().command() : withPrelude(launch),
        launch.environment(),
        launch.task().launch().withheld(),
        launch.directory(),
        launch.stdout(),
        launch.stderr(),
        tokens,
        launch.isRepeated());
    return switch (spawner.start(request)) {
      case Spawner.Refused(var errno, var description) ->
        throw new NotStartedException(Fault.of(errno, description, launch));
      case Spawner.Running(var pid) -> watch(pid, launch);
    };
  }

  /// What only the process itself can set before its program sees it: a lower limit, and that a
  /// signal is ignored which this process handles.
  private static String prelude(OptionalLong filesOfTasks, boolean ignoresDrain) {
    return (filesOfTasks.isPresent()
        ? "ulimit -S -n %d; ".formatted(filesOfTasks.getAsLong())
        : "") + (ignoresDrain ? "trap '' USR1; " : "");
  }

  private List<String> withPrelude(Launch launch) {
    var words = new ArrayList<String>();
    words.add("sh");
    words.add("-c");
    words.add(prelude + "exec \"$@\"");
    words.add("sh");
    words.add(NativeText.of(launch.program()));
    words.addAll(launch.task().command().subList(1, launch.task().command().size()));
    return words;
  }

  @Override
  public void sweep() {
    orphans.killAll();
  }

  @Override
  public int reap() {
    return orphans.list().isEmpty() ? 0 : orphans.reapEnded();
  }

  private Child watch(int pid, Launch launch) {
    var owner = new Object();
    orphans.add(pid, owner);
    return new PosixChild(pid, ChildProcess.of(pid), owner, launch.origin().marks());
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
    public void signalAll(int signal, SentSignals sent) {
      sent.sendAll(orphans.membersOf(ProcessTable.read(), pid, marks), signal);
    }

    @Override
    public End end() {
      if (!noOrphans) {
        int _ = orphans.reapEnded();
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
