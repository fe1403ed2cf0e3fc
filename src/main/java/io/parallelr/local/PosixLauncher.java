package io.parallelr.local;

import io.parallelr.os.ChildProcess;
import io.parallelr.os.MemoryGroup;
import io.parallelr.os.MemoryGroups;
import io.parallelr.os.NativeText;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.os.Spawner;
import io.parallelr.task.Outcome;
import io.parallelr.task.Reason;
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
  private final Optional<MemoryGroups> groups;

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
    this.groups = Optional.empty();
    prelude =
        prelude(filesOfTasks, keepsIgnored && spawner.isIgnoredByCaller(Signals.SIGUSR1));
    if (!ChildProcess.adoptOrphans()) {
      throw new IOException("prctl: the kernel has no child subreapers");
    }
  }

  private PosixLauncher(
      PosixLauncher same,
      Optional<Path> tokens,
      Optional<MemoryGroups> groups) {
    this.spawner = same.spawner;
    this.orphans = same.orphans;
    this.prelude = same.prelude;
    this.tokens = tokens;
    this.groups = groups;
  }

  /// The same for tasks of a run.
  ///
  /// @param fifo that tasks inherit, as [Spawner.Request] says; empty if they inherit nothing
  /// @param limits control groups for tasks; empty if they have none
  public PosixLauncher with(Optional<Path> fifo, Optional<MemoryGroups> limits) {
    return new PosixLauncher(this, fifo, limits);
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
    var group = group();
    try {
      return start(launch, group);
    } catch (NotStartedException | RuntimeException e) {
      group.ifPresent(g -> groups.orElseThrow().remove(g));
      throw e;
    }
  }

  private Child start(Launch launch, Optional<MemoryGroup> group) throws NotStartedException {
    boolean isDirect = prelude.isEmpty() && group.isEmpty();
    var request = new Spawner.Request(
        isDirect ? launch.program() : SHELL,
        isDirect ? launch.task().command() : withPrelude(launch, group),
        launch.environment(),
        launch.task().launch().withheld(),
        launch.directory(),
        launch.stdout(),
        launch.stderr(),
        tokens,
        launch.isRepeated());
    return switch (spawner.start(request)) {
      case Spawner.Refused(var errno, var description) -> throw new NotStartedException(
          Fault.of(errno, description, launch));
      case Spawner.Running(var pid) -> watch(pid, launch, group);
    };
  }

  /// A control group for a task.
  private Optional<MemoryGroup> group() throws NotStartedException {
    try {
      return groups.isPresent() ? Optional.of(groups.get().create()) : Optional.empty();
    } catch (IOException e) {
      throw new NotStartedException(
          new Fault.OfMachine("no control group for a task: " + Reason.withPath(e), false));
    }
  }

  /// What only the process itself can set before its program sees it: a lower limit, and that a
  /// signal is ignored which this process handles.
  private static String prelude(OptionalLong filesOfTasks, boolean ignoresDrain) {
    return (filesOfTasks.isPresent()
        ? "ulimit -S -n %d; ".formatted(filesOfTasks.getAsLong())
        : "") + (ignoresDrain ? "trap '' USR1; " : "");
  }

  /// The shell enters the control group itself: else what it starts first could be outside.
  private List<String> withPrelude(Launch launch, Optional<MemoryGroup> group) {
    var words = new ArrayList<String>();
    words.add("sh");
    words.add("-c");
    words.add(
        (group.isPresent() ? "echo 0 >\"$0\" || exit 126; " : "") + prelude + "exec \"$@\"");
    words.add(group.map(g -> NativeText.of(g.entrance())).orElse("sh"));
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

  private Child watch(int pid, Launch launch, Optional<MemoryGroup> group) {
    var owner = new Object();
    orphans.add(pid, owner);
    return new PosixChild(pid, ChildProcess.of(pid), owner, launch.origin().marks(), group);
  }

  private final class PosixChild implements Child {
    private final int pid;
    private final ChildProcess process;
    private final Object owner;
    private final List<String> marks;
    private final Optional<MemoryGroup> group;
    private boolean noOrphans;

    PosixChild(
        int pid,
        ChildProcess process,
        Object owner,
        List<String> marks,
        Optional<MemoryGroup> group) {
      this.group = group;
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
      return group.map(g -> end(g, PosixLauncher.end(exit)))
          .orElseGet(
              () -> PosixLauncher.end(exit));
    }

    /// What the kernel says of its memory goes before the signal that this came with.
    private End end(MemoryGroup limited, End plain) {
      boolean hasOverrun =
          plain.outcome() instanceof Outcome.Signalled && limited.hasOverrun();
      long peak = hasOverrun ? Math.max(limited.peak(), limited.limit()) : 0;
      groups.orElseThrow().remove(limited);
      return hasOverrun
          ? new End(new Outcome.OutOfMemory(limited.limit(), peak), plain.usage())
          : plain;
    }

    @Override
    public boolean isLimited() {
      return group.isPresent();
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
