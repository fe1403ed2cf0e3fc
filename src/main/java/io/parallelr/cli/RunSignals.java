package io.parallelr.cli;

import io.parallelr.engine.Engine;
import io.parallelr.os.Signals;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a run does on signals: INT, TERM and HUP cancel it, a second one hurries, USR1 drains it.
public final class RunSignals {
  private static final Logger log = LoggerFactory.getLogger(RunSignals.class);
  private static final int SIGHUP = 1;
  private static final Map<String, Integer> CANCELLING = Map.of("INT", 2, "TERM", 15);

  private final Thread run;
  private final Engine engine;
  private final AtomicInteger first = new AtomicInteger();

  /// Begins to handle them.
  ///
  /// @param run the thread that is in [Engine#run]
  /// @param detached whether a terminal that goes away is none of its business
  public RunSignals(Thread run, Engine engine, boolean detached) {
    this.run = run;
    this.engine = engine;
    CANCELLING.forEach((name, number) -> Signals.handle(name, () -> cancel(name, number)));
    if (detached) {
      Signals.handle("HUP", () -> log.info("SIGHUP: ignored, as this runs detached"));
    } else if (!isIgnored(SIGHUP)) { // nohup(1) has it ignored, and means it
      Signals.handle("HUP", () -> cancel("HUP", SIGHUP));
    }
    Signals.handle("USR1", this::drain);
  }

  /// The signal that came first of those that cancel; 0 if none did.
  public int received() {
    return first.get();
  }

  private void cancel(String name, int number) {
    if (first.compareAndSet(0, number)) {
      log.warn("SIG{}: ending running tasks; once more kills them at once", name);
    } else {
      log.warn("SIG{}: killing running tasks", name);
    }
    run.interrupt();
  }

  private void drain() {
    log.warn("SIGUSR1: nothing more is started; waiting for what runs");
    engine.drain();
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
