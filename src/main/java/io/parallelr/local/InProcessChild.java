package io.parallelr.local;

import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.engine.Threads;
import io.parallelr.local.Launcher.Launch;
import io.parallelr.local.Launcher.NotStartedException;
import io.parallelr.os.CallersLocale;
import io.parallelr.os.Given;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.task.Outcome;
import io.parallelr.task.Reason;
import io.parallelr.task.Usage;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A task that runs in this process, attended to like a child: it has a thread instead of a
/// process, and its processes are those that it has started.
final class InProcessChild implements Child {
  private static final Logger log = LoggerFactory.getLogger(InProcessChild.class);
  /// The exit status of a JVM after an uncaught exception.
  private static final int CRASHED = 1;

  private final Semaphore events = new Semaphore(0);
  private final Set<Child> processes = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean ended;
  private volatile Outcome outcome = new Outcome.Exited(CRASHED);
  private Usage usage = Usage.NONE; // guarded by this

  private InProcessChild(String name, Function<InProcessChild, Outcome> run) {
    this.thread = Threads.start(name, () -> {
      try {
        outcome = run.apply(this);
      } finally {
        ended = true;
        events.release();
      }
    });
  }

  /// Starts one.
  ///
  /// @param launch what would be started in its place
  /// @param backends makes, on its thread, what it runs its own processes by
  /// @throws NotStartedException if one of its files cannot be opened
  /// @throws ShortageException if it cannot have a thread
  static InProcessChild start(
      InProcessTask program,
      Launch launch,
      Function<InProcessChild, InProcessTask.Backends> backends)
      throws NotStartedException {
    var name = launch.task().name();
    var stdout = open(launch.stdout());
    var stderr = open(launch.stderr(), stdout);
    try {
      return start(name, program, launch, stdout, stderr, backends);
    } catch (ShortageException e) {
      close(stdout);
      close(stderr);
      throw e;
    }
  }

  private static InProcessChild start(
      String name,
      InProcessTask program,
      Launch launch,
      OutputStream stdout,
      OutputStream stderr,
      Function<InProcessChild, InProcessTask.Backends> backends) {
    return new InProcessChild(name, self -> {
      try (stdout; stderr) {
        return run(
            program,
            new InProcessTask.Room(
                launch.directory(),
                inherited(launch),
                stdout,
                stderr,
                backends.apply(self)));
      } catch (IOException e) {
        log.warn("{}: its output is incomplete: {}", name, Reason.of(e));
        return new Outcome.Exited(CRASHED);
      }
    });
  }

  private static OutputStream open(Path file, OutputStream... before) throws NotStartedException {
    try {
      if (!NativeText.file(file).exists()) {
        PrivateFiles.makeFile(file);
      }
      return new FileOutputStream(NativeText.file(file), true);
    } catch (IOException e) {
      Stream.of(before).forEach(InProcessChild::close);
      throw new NotStartedException(Fault.of(e));
    }
  }

  private static void close(OutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      log.debug("an output that nothing was written to: {}", Reason.withPath(e));
    }
  }

  private static Map<String, String> inherited(Launch launch) {
    var environment = new HashMap<>(Given.environment());
    CallersLocale.restore(environment);
    environment.putAll(launch.environment());
    return environment;
  }

  /// A failure of one must not affect the others.
  private static Outcome run(InProcessTask program, InProcessTask.Room room) {
    try {
      return new Outcome.Exited(program.run(room));
    } catch (InProcessTask.FailedException e) {
      return new Outcome.Threw(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      if (Threads.isRefused(e)) {
        return crashed(e, room);
      }
      throw e; // which affects all of them
    } catch (IOException | RuntimeException | Error e) {
      return crashed(e, room);
    }
  }

  private static Outcome crashed(Throwable e, InProcessTask.Room room) {
    e.printStackTrace(new PrintStream(room.stderr(), true, StandardCharsets.UTF_8));
    return new Outcome.Exited(CRASHED);
  }

  /// Adds a process that it has started.
  void began(Child process) {
    processes.add(process);
  }

  /// Removes a process that has ended, with all its descendants.
  synchronized void ended(Child process, Usage used) {
    processes.remove(process);
    usage = new Usage(
        usage.user().plus(used.user()),
        usage.system().plus(used.system()),
        Math.max(usage.peakBytes(), used.peakBytes()));
  }

  /// It has none of its own.
  @Override
  public long pid() {
    return 0;
  }

  @Override
  public boolean awaitEnd(Duration time) throws InterruptedException {
    if (!ended) {
      boolean _ = events.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
    }
    return ended;
  }

  @Override
  public void wake() {
    events.release();
  }

  @Override
  public Set<Integer> alive(ProcessTable table) {
    return processes.stream()
        .flatMap(process -> process.alive(table).stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Override
  public boolean mayHaveLeftovers() {
    return !processes.isEmpty();
  }

  @Override
  public boolean leftNothing() {
    return processes.isEmpty();
  }

  @Override
  public void signalAll(int signal, SentSignals sent) {
    if (sent.isFirst(signal) && (signal == Signals.SIGTERM || signal == Signals.SIGKILL)) {
      thread.interrupt();
    }
    if (signal == Signals.SIGKILL) {
      processes.forEach(process -> process.signalAll(signal, sent));
    }
  }

  @Override
  public synchronized End end() {
    return new End(outcome, usage);
  }
}
