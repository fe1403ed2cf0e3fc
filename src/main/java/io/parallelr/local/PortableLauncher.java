package io.parallelr.local;

import io.parallelr.os.CallersLocale;
import io.parallelr.os.Errno;
import io.parallelr.os.NativeText;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.task.Outcome;
import io.parallelr.task.Reason;
import io.parallelr.task.Signal;
import io.parallelr.task.Usage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts processes by what the JDK has, for systems without the calls that [PosixLauncher] makes.
///
/// It starts fewer tasks a second, its accounts of CPU time are samples, and where there is no
/// `/proc` it finds only those descendants that have not left their parent.
public final class PortableLauncher implements Launcher {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  @Override
  public String name() {
    return "portable";
  }

  @Override
  public Child start(Launch launch) throws NotStartedException {
    refuseBytes(launch);
    var command = new ArrayList<String>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString()); // a session of its own, out of reach of the terminal's
                                      // signals
    }
    command.add(NativeText.of(launch.program()));
    command.addAll(launch.task().command().subList(1, launch.task().command().size()));
    var builder = new ProcessBuilder(command)
        .directory(NativeText.file(launch.directory()))
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(NativeText.file(launch.stdout())))
        .redirectError(ProcessBuilder.Redirect.appendTo(NativeText.file(launch.stderr())));
    CallersLocale.restore(builder.environment());
    builder.environment().keySet().removeAll(launch.task().launch().withheld());
    builder.environment().putAll(launch.environment());
    try {
      return new PortableChild(builder.start(), launch.origin().marks());
    } catch (IOException e) {
      throw new NotStartedException(
          Fault.of(
              Errno.of(e).map(Errno::number).orElse(0),
              Reason.withPath(e),
              launch));
    }
  }

  /// The JDK would make question marks of them.
  private static void refuseBytes(Launch launch) throws NotStartedException {
    boolean isText = Stream.of(
        launch.task().command(),
        launch.environment().values(),
        List.of(NativeText.of(launch.program())))
        .flatMap(Collection::stream)
        .allMatch(NativeText::isUtf8);
    if (!isText) {
      throw new NotStartedException(
          new Fault.OfTask(
              "the command has bytes that are not UTF-8, which the portable launcher cannot pass on; "
                  + "set execution.launcher to posix"));
    }
  }

  @Override
  public void sweep() {} // each task's leftovers are found by their environment when it ends

  private static final class PortableChild implements Child {
    private final Process process;
    private final List<String> marks;
    private final Semaphore events = new Semaphore(0);
    private final Set<ProcessHandle> seen = new HashSet<>();
    private Duration cpu = Duration.ZERO;
    private boolean hadLeftovers;

    PortableChild(Process process, List<String> marks) {
      this.process = process;
      this.marks = marks;
      var _ = process.onExit().thenRun(events::release);
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public boolean awaitEnd(Duration time) throws InterruptedException {
      if (process.isAlive()) {
        boolean _ = events.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
      }
      return !process.isAlive();
    }

    @Override
    public void wake() {
      events.release();
    }

    @Override
    public synchronized Set<Integer> alive(ProcessTable table) {
      look(table);
      return members().map(p -> Math.toIntExact(p.pid())).collect(Collectors.toSet());
    }

    /// A list of processes does not show one moment: one that was forked while it was made may be
    /// missing from it, beside its parent that has ended meanwhile. So who had any is asked twice.
    @Override
    public synchronized boolean mayHaveLeftovers() {
      boolean found = !alive(ProcessTable.read()).isEmpty()
          || (hadLeftovers && !alive(ProcessTable.read()).isEmpty());
      hadLeftovers |= found;
      return found;
    }

    @Override
    public boolean leftNothing() {
      return false;
    }

    @Override
    public synchronized void signalAll(int signal, SentSignals sent) {
      look(ProcessTable.read());
      for (var process : members().sorted().toList()) { // by number: parents mostly come first
        var listed = ProcessTable.entry(Math.toIntExact(process.pid()));
        if (listed.isPresent() && PosixLauncher.isSupported()) {
          sent.send(listed.get(), signal);
        } else {
          boolean _ = signal == Signals.SIGKILL ? process.destroyForcibly() : process.destroy();
        }
      }
    }

    @Override
    public End end() {
      int code = process.exitValue();
      var usage = new Usage(cpu, Duration.ZERO, 0);
      // the JDK says 128+n for a signal, and nothing else does in practice
      return code > 128 && code <= 128 + 31
          ? new End(new Outcome.Signalled(new Signal(code - 128, Signals.name(code - 128))), usage)
          : new End(new Outcome.Exited(code), usage);
    }

    private Stream<ProcessHandle> members() {
      return seen.stream().filter(PortableChild::runs);
    }

    private static boolean runs(ProcessHandle handle) {
      return handle.isAlive()
          && ProcessTable.entry(Math.toIntExact(handle.pid()))
              .map(ProcessTable.Entry::runs)
              .orElse(true);
    }

    /// Remembers the descendants there are now: they may lose their parent later.
    private void look(ProcessTable table) {
      process.info().totalCpuDuration().ifPresent(d -> cpu = d);
      if (process.isAlive()) {
        seen.add(process.toHandle());
        process.descendants().forEach(seen::add);
      }
      table.withDescendants(PortableChild.this::isOurs)
          .forEach(p -> ProcessHandle.of(p.pid()).ifPresent(seen::add));
    }

    private boolean isOurs(ProcessTable.Entry process) {
      return process.runs() && ProcessTable.hasVariables(process.pid(), marks);
    }
  }
}
