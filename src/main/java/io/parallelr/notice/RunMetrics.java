package io.parallelr.notice;

import io.parallelr.engine.RunListener;
import io.parallelr.journal.RunReport;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// The numbers of a run, in the text format of Prometheus, version 0.0.4. For any threads.
public final class RunMetrics implements RunListener {
  private final String labels;
  private final Supplier<Optional<Long>> tasks;
  private final IntSupplier slots;
  private final Instant began;
  private final Map<Status, Integer> ended = new EnumMap<>(Status.class); // guarded by this
  private int running; // guarded by this, as are the others
  private int attempts;
  private Duration ran = Duration.ZERO;
  private Duration cpu = Duration.ZERO;
  private Optional<RunReport> report = Optional.empty();

  /// @param run its id
  /// @param name what its user calls it
  /// @param tasks how many there are now; empty if that shows only as they arrive
  /// @param slots how many there are now
  public RunMetrics(
      String run,
      Optional<String> name,
      Supplier<Optional<Long>> tasks,
      IntSupplier slots,
      Instant began) {
    this.labels =
        "run=\"%s\"".formatted(run) + name.map(",name=\"%s\""::formatted).orElse("");
    this.tasks = tasks;
    this.slots = slots;
    this.began = began;
    for (var status : Status.values()) {
      ended.put(status, 0);
    }
  }

  @Override
  public synchronized void started(Task task, int slot, Instant when) {
    running++;
  }

  @Override
  public synchronized void finished(TaskResult result) {
    if (result.status() != Status.SKIPPED) {
      running = Math.max(0, running - 1); // one that is cancelled may not have been started
    }
    attempts++;
    ran = ran.plus(result.elapsed());
    cpu = cpu.plus(result.usage().cpu());
    if (result.isFinal()) {
      ended.merge(result.status(), 1, Integer::sum);
    }
  }

  /// The run is over.
  public synchronized void over(RunReport newReport) {
    running = 0;
    report = Optional.of(newReport);
  }

  /// All numbers.
  public synchronized String text() {
    var text = new Text(labels);
    text.family("parallelr_tasks_total", "counter", "Tasks that have ended, by their status.");
    ended.forEach(
        (status, count) -> text.sample(
            "parallelr_tasks_total", "status", status.name().toLowerCase(Locale.ROOT),
            BigDecimal.valueOf(count)));
    tasks.get()
        .ifPresent(
            count -> text.one("parallelr_tasks", "gauge", "Tasks of the run.",
                BigDecimal.valueOf(count)));
    text.one("parallelr_tasks_running", "gauge", "Tasks that run.", BigDecimal.valueOf(running));
    text.one("parallelr_slots", "gauge", "How many tasks may run at once.",
        BigDecimal.valueOf(slots.getAsInt()));
    text.one("parallelr_attempts_total", "counter", "Attempts that have ended.",
        BigDecimal.valueOf(attempts));
    text.one("parallelr_attempt_seconds_total", "counter", "Time that attempts took.",
        seconds(ran));
    text.one("parallelr_attempt_cpu_seconds_total", "counter", "CPU time that attempts used.",
        seconds(cpu));
    text.one("parallelr_run_start_time_seconds", "gauge", "When the run began, since 1970.",
        BigDecimal.valueOf(began.toEpochMilli(), 3));
    report.ifPresent(r -> {
      text.one("parallelr_run_end_time_seconds", "gauge", "When the run ended, since 1970.",
          BigDecimal.valueOf(r.ended().toEpochMilli(), 3));
      text.one("parallelr_run_exit_status", "gauge", "Exit status of the run.",
          BigDecimal.valueOf(r.exitStatus()));
    });
    return text.toString();
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3);
  }

  /// Builds the text. The values of labels here need no escaping.
  private static final class Text {
    private final StringBuilder text = new StringBuilder();
    private final String labels;

    Text(String labels) {
      this.labels = labels;
    }

    void family(String name, String type, String help) {
      text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
    }

    void one(String name, String type, String help, BigDecimal value) {
      family(name, type, help);
      text.append("%s{%s} %s\n".formatted(name, labels, value.toPlainString()));
    }

    void sample(String name, String label, String labelValue, BigDecimal value) {
      text.append(
          "%s{%s,%s=\"%s\"} %s\n"
              .formatted(name, labels, label, labelValue, value.toPlainString()));
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
