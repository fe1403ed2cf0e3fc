package io.parallelr.run;

import io.parallelr.engine.Engine;
import io.parallelr.local.LocalBackend;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a run does on signals: INT, TERM and HUP cancel it, a second one hurries, a third ends this
/// process as it is; USR1 drains it; TSTP stops it with all its tasks until CONT comes.
public final class RunSignals {
  private static final Logger log = LoggerFactory.getLogger(RunSignals.class);
  private static final int SIGHUP = 1;
  private static final Map<String, Integer> CANCELLING = Map.of("INT", 2, "TERM", 15);
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());
  private static final Duration LONGEST_STOP = Duration.ofSeconds(1);

  private final Engine engine;
  private final LocalBackend backend;
  private final Runnable cancel;
  private final Runnable beforeStop;
  private final AtomicInteger first = new AtomicInteger();
  private final AtomicInteger count = new AtomicInteger();
  private boolean isStopped; // guarded by this

  /// Begins to handle them.
  ///
  /// @param cancel cancels the run; once more, hurries it
  /// @param beforeStop done before this process stops
  /// @param detached whether a terminal that goes away is none of its business
  public RunSignals(
      Runnable cancel,
      Engine engine,
      LocalBackend backend,
      Runnable beforeStop,
      boolean detached) {
    this.engine = engine;
    this.backend = backend;
    this.cancel = cancel;
    this.beforeStop = beforeStop;
    CANCELLING.forEach((name, number) -> Signals.handle(name, () -> cancel(name, number)));
    if (detached) {
      Signals.handle("HUP", () -> log.info("SIGHUP: ignored, as this run is detached"));
    } else if (!isIgnored(SIGHUP)) { // nohup(1) has it ignored, and means it
      Signals.handle("HUP", () -> cancel("HUP", SIGHUP));
    }
    Signals.handle("USR1", this::drain);
    if (!isIgnored(Signals.SIGTSTP)) { // a shell without job control has it ignored
      Signals.handle("TSTP", this::stop);
      Signals.handle("CONT", this::goOn);
    }
  }

  /// Until a run begins, and when it is over: a signal ends this process, with one line.
  ///
  /// @param meaning of the end for the user, as a sentence without its full stop
  public static void untilRun(String meaning) {
    CANCELLING.forEach((name, number) -> Signals.handle(name, () -> end(name, number, meaning)));
    if (!isIgnored(SIGHUP)) {
      Signals.handle("HUP", () -> end("HUP", SIGHUP, meaning));
    }
  }

  private static void end(String name, int number, String meaning) {
    System.err.println("parallelr: SIG" + name + ": " + meaning);
    Runtime.getRuntime().halt(128 + number);
  }

  /// The signal that came first of those that cancel; 0 if none did.
  public int received() {
    return first.get();
  }

  /// Tells the engine before anybody else: a log that nobody reads may hold this thread up.
  private void cancel(String name, int number) {
    boolean isOver = engine.isOver();
    boolean _ = !isOver && first.compareAndSet(0, number);
    cancel.run();
    switch (count.incrementAndGet()) {
      case 1 -> log.warn(
          isOver
              ? "SIG{}: all tasks have ended; writing the last results"
              : "SIG{}: ending running tasks; a second signal kills them at once",
          name);
      case 2 -> log.warn("SIG{}: killing running tasks", name);
      default -> {
        backend.killAll();
        Runtime.getRuntime().halt(128 + first.get());
      }
    }
  }

  private void drain() {
    engine.drain();
    log.warn("SIGUSR1: no more tasks are started; waiting for running tasks");
  }

  private void stop() {
    synchronized (this) {
      if (isStopped) {
        return;
      }
      isStopped = true;
      log.info("SIGTSTP: stopped, with all tasks; SIGCONT (fg or bg in a shell) resumes");
      backend.pause();
      beforeStop.run();
      boolean _ = Processes.signal(SELF, Signals.SIGSTOP, () -> true);
    }
    try {
      Thread.sleep(LONGEST_STOP); // the first process of a container cannot be stopped
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    goOn();
  }

  private synchronized void goOn() {
    if (isStopped) {
      isStopped = false;
      backend.resume();
      log.info("SIGCONT: resumed");
    }
  }

  /// Whether this process was started with a signal ignored; proc(5), the mask SigIgn. Read before
  /// a handler is set.
  private static boolean isIgnored(int signal) {
    try (var in = new FileInputStream("/proc/self/status")) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).lines()
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(mask -> (mask >> (signal - 1) & 1) == 1);
    } catch (IOException e) {
      return false; // not Linux: no way to know
    }
  }
}
