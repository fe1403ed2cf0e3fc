package io.parallelr.cli;

import io.parallelr.daemon.Controlled;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.Ticker;
import io.parallelr.run.TaskNames;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// Shows how far the run is, how long it has taken, when it may be over, and which task has run
/// longest: on a terminal as the live line, elsewhere, if it is asked for, as a line of its own now
/// and then.
///
/// Told by any threads, drawn by its own.
final class Progress implements RunListener, AutoCloseable {
  private static final long REDRAW_MILLIS = 200;
  private static final long PLAIN_MILLIS = 10_000;
  /// Before so many tasks have succeeded, no time is foretold.
  private static final int LEAST_SUCCESSES = 3;
  private static final String GAP = "  ";

  private final Terminal terminal;
  private final Controlled run;
  private final Ticker ticker;
  private final long begin;
  private final Thread drawing;
  private volatile Look look;
  private final AtomicReference<RunSummary> summary = new AtomicReference<>(RunSummary.EMPTY);
  private final Map<Integer, Running> running = new ConcurrentHashMap<>(); // by sequence

  /// What only the run itself knows: asked for now and then, as it may make its asker wait.
  private record Look(OptionalInt tasks, Optional<String> waitsFor) {
    static Look at(Controlled run) {
      return new Look(
          run.tasks().stream().mapToInt(Math::toIntExact).findFirst(), run.waitsFor());
    }
  }

  /// A task that runs, since a moment of the ticker.
  record Running(Task task, long since) {}

  Progress(Terminal terminal, Controlled run, Ticker ticker) {
    this.terminal = terminal;
    this.ticker = ticker;
    this.begin = ticker.nanos();
    this.run = run;
    this.look = Look.at(run);
    this.drawing = Thread.ofPlatform().name("progress").daemon().start(this::draw);
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    running.put(task.sequence(), new Running(task, ticker.nanos()));
  }

  @Override
  public void finished(TaskResult result) {
    running.remove(result.task().sequence());
    if (result.isFinal()) {
      summary.updateAndGet(s -> s.plus(result));
    }
  }

  @Override
  public void close() {
    drawing.interrupt();
    try {
      drawing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry
    }
    if (terminal.animates()) {
      terminal.clear();
    } else {
      look = Look.at(run);
      terminal.stderr().println(now());
    }
  }

  private void draw() {
    try {
      while (true) {
        if (terminal.animates()) {
          look = Look.at(run);
          terminal.show(this::now);
          Thread.sleep(REDRAW_MILLIS);
        } else {
          Thread.sleep(PLAIN_MILLIS);
          look = Look.at(run);
          terminal.stderr().println(now());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the run is over
    }
  }

  private String now() {
    long now = ticker.nanos();
    var seen = look;
    var longest = running.values().stream().min(Comparator.comparingLong(Running::since));
    return line(
        Objects.requireNonNull(summary.get()),
        running.size(),
        seen.tasks(),
        Duration.ofNanos(now - begin),
        terminal.animates() ? terminal.room() : Integer.MAX_VALUE)
        + seen.waitsFor().map(reason -> "  waits: " + reason).orElse("")
        + longest.map(r -> longest(r, now)).orElse("");
  }

  private static String longest(Running longest, long now) {
    return "  %s %s".formatted(
        clock(Duration.ofNanos(now - longest.since())),
        TaskNames.brief(longest.task()));
  }

  /// The figures, as many of them as have room: first the rate gives way, then the others from
  /// the end.
  static String line(
      RunSummary summary,
      int running,
      OptionalInt tasks,
      Duration elapsed,
      int room) {
    int done = summary.total();
    double seconds = Math.max(0.001, elapsed.toNanos() / 1e9);
    var rate = rate(done / seconds);
    var fields = new ArrayList<String>();
    fields.add("%d%s done".formatted(done, tasks.isPresent() ? "/" + tasks.getAsInt() : ""));
    fields.add(summary.failures() + " failed");
    fields.add(running + " running");
    fields.add(clock(elapsed));
    fields.add(rate);
    tasks.ifPresent(
        all -> fields.add("ETA " + remaining(all - done, summary.succeeded(), seconds)));
    if (width(fields) > room) {
      fields.remove(rate);
    }
    while (width(fields) > room && fields.size() > 1) {
      fields.removeLast();
    }
    return String.join(GAP, fields);
  }

  private static int width(List<String> fields) {
    return fields.stream().mapToInt(String::length).sum() + GAP.length() * (fields.size() - 1);
  }

  private static String rate(double rate) {
    return (rate < 10
        ? String.format(Locale.ROOT, "%.1f", rate)
        : Long.toString(Math.round(rate))) + "/s";
  }

  /// How long the rest takes at the pace of those that have succeeded: others may have failed
  /// at once.
  private static String remaining(int left, int succeeded, double seconds) {
    return succeeded < LEAST_SUCCESSES
        ? "-"
        : clock(Duration.ofSeconds(Math.round(left * seconds / succeeded)));
  }

  private static String clock(Duration time) {
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
