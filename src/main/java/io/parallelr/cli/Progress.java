package io.parallelr.cli;

import io.parallelr.engine.RunListener;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/// The live line: how far the run is, and when it may be over.
///
/// Told by any threads, drawn by its own a few times a second.
final class Progress implements RunListener, AutoCloseable {
  private static final long REDRAW_MILLIS = 200;

  private final Terminal terminal;
  private final OptionalInt tasks;
  private final long begin = System.nanoTime();
  private final Thread drawing;
  private final AtomicReference<State> state =
      new AtomicReference<>(new State(RunSummary.EMPTY, 0));

  private record State(RunSummary summary, int running) {}

  Progress(Terminal terminal, OptionalInt tasks) {
    this.terminal = terminal;
    this.tasks = tasks;
    this.drawing = Thread.ofPlatform().name("progress").daemon().start(this::draw);
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    state.updateAndGet(s -> new State(s.summary(), s.running() + 1));
  }

  @Override
  public void finished(TaskResult result) {
    state.updateAndGet(
        s -> new State(
            result.isFinal() ? s.summary().plus(result) : s.summary(),
            s.running() - 1));
  }

  @Override
  public void close() {
    drawing.interrupt();
    try {
      drawing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry
    }
    terminal.clear();
  }

  private void draw() {
    try {
      while (true) {
        var elapsed = Duration.ofNanos(System.nanoTime() - begin);
        var now = Objects.requireNonNull(state.get());
        terminal.show(line(now.summary(), now.running(), tasks, elapsed));
        Thread.sleep(REDRAW_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the run is over
    }
  }

  static String line(RunSummary summary, int running, OptionalInt tasks, Duration elapsed) {
    int done = summary.total();
    double rate = done / Math.max(0.001, elapsed.toNanos() / 1e9);
    return String.format(
        Locale.ROOT,
        "%d%s done  %d failed  %d running  %s/s%s",
        done,
        tasks.isPresent() ? "/" + tasks.getAsInt() : "",
        summary.failures(),
        running,
        rate < 10 ? "%.1f".formatted(rate) : Long.toString(Math.round(rate)),
        tasks.isPresent() ? "  ETA " + remaining(tasks.getAsInt() - done, done, rate) : "");
  }

  private static String remaining(int left, int done, double rate) {
    return done == 0 ? "-" : clock(Duration.ofSeconds(Math.round(left / rate)));
  }

  private static String clock(Duration time) {
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
