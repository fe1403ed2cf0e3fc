package io.parallelr.report;

import io.parallelr.batch.ShellWords;
import io.parallelr.history.RunOverview;
import io.parallelr.journal.TaskRecord;
import io.parallelr.task.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Facts of runs as people read them.
public final class Texts {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private Texts() {}

  /// A moment, to the second.
  public static String when(Instant instant, ZoneId zone) {
    return WHEN.format(instant.atZone(zone));
  }

  /// A length of time, the finer the shorter it is: `0.250 s`, `12.3 s`, `3:07`, `1:03:07`, `2 d
  /// 3 h`.
  public static String length(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 10) {
      return "%.3f s".formatted(time.toNanos() / 1e9);
    }
    if (seconds < 60) {
      return "%.1f s".formatted(time.toNanos() / 1e9);
    }
    if (time.toDays() > 0) {
      return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
    }
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  /// Seconds for programs, rounded to the millisecond.
  public static double seconds(Duration time) {
    return Math.round(time.toSeconds() * 1e3 + time.toNanosPart() / 1e6) / 1e3;
  }

  /// A share in percent, with one decimal; not 100.0 if it is less, however little.
  public static String percent(double percent) {
    return "%.1f %%".formatted(percent < 100 ? Math.min(percent, 99.9) : percent);
  }

  /// The same for programs, with up to three decimals.
  public static double roundedPercent(double percent) {
    double rounded = Math.round(percent * 1e3) / 1e3;
    return percent < 100 ? Math.min(rounded, 99.999) : rounded;
  }

  /// A run with its name, if it has one.
  public static String run(RunOverview run) {
    return run.id() + run.labels().name().map(n -> " (" + Printable.of(n) + ')').orElse("");
  }

  /// A task with the arguments of its line.
  public static String task(TaskRecord task) {
    return task(task.name(), task.arguments());
  }

  /// A task with the arguments of its line; none if it has no line.
  public static String task(String name, List<String> arguments) {
    return Printable.of(arguments.isEmpty() ? name : name + ": " + ShellWords.show(arguments));
  }
}
