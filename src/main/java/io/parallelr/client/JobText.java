package io.parallelr.client;

import io.parallelr.task.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Jobs, for people.
final class JobText {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final String ROW = "%-36s  %-10s  %-19s %9s  %-20s %s";
  private static final String STEP = "  %-10s %5s %9s  %s";

  private final ZoneId zone;
  private final InstantSource clock;

  JobText(Surroundings around) {
    this.zone = around.zone();
    this.clock = around.clock();
  }

  /// A line for each.
  String table(List<JobView> jobs) {
    if (jobs.isEmpty()) {
      return "no jobs";
    }
    var text = new StringBuilder();
    line(text, ROW.formatted("ID", "STATE", "CREATED", "DURATION", "PIPELINE", "USER"));
    for (var job : jobs) {
      line(
          text,
          ROW.formatted(
              Printable.of(job.id()),
              Printable.of(job.status()),
              when(job.created()),
              took(job.started(), job.ended()),
              Printable.of(job.pipeline()),
              Printable.of(job.user())));
    }
    return text.toString();
  }

  /// All about one.
  ///
  /// @param variables as text; may be empty
  String describe(JobView job, String variables) {
    var text = new StringBuilder();
    line(text, "job       " + Printable.of(job.id()));
    line(text, "pipeline  " + Printable.of(job.pipeline()));
    line(
        text,
        "state     " + Printable.of(job.status())
            + (job.message().isEmpty() ? "" : ": " + Printable.of(job.message())));
    if (!job.user().isEmpty()) {
      line(text, "user      " + Printable.of(job.user()));
    }
    line(text, "created   " + when(job.created()));
    job.started().ifPresent(_ -> line(text, "started   " + when(job.started())));
    job.ended().ifPresent(_ -> line(text, "ended     " + when(job.ended())));
    if (!variables.isEmpty()) {
      line(text, "variables " + Printable.of(variables));
    }
    line(text, STEP.formatted("STATE", "CODE", "DURATION", "TASK"));
    for (var step : job.steps()) {
      line(
          text,
          STEP.formatted(
              Printable.of(step.state()),
              step.code().map(String::valueOf).orElse(""),
              took(step.started(), step.ended()),
              Printable.of(step.name())
                  + (step.message().isEmpty() ? "" : ": " + Printable.of(step.message()))));
    }
    return text.toString();
  }

  /// How it ended, on a line.
  static String ending(JobView job) {
    var reason = job.message().isEmpty() ? "" : ": " + job.message();
    return Printable.of("job %s %s%s".formatted(job.id(), job.status(), reason));
  }

  private static void line(StringBuilder text, String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  private String when(Optional<Instant> time) {
    return time.map(t -> WHEN.format(t.atZone(zone))).orElse("");
  }

  private String took(Optional<Instant> from, Optional<Instant> to) {
    return from.map(begin -> Duration.between(begin, to.orElseGet(clock::instant)))
        .map(d -> "%d:%02d:%02d".formatted(d.toHours(), d.toMinutesPart(), d.toSecondsPart()))
        .orElse("");
  }
}
