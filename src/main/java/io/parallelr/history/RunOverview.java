package io.parallelr.history;

import io.parallelr.daemon.RunProgress;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.RunLabels;
import io.parallelr.journal.TaskCounts;
import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// What a run came to, or has come to so far, from small files alone.
///
/// @param record what it wrote down of itself last
/// @param counts of its tasks; for one that was cut off, none: [Runs#counted] has them
public record RunOverview(
    RunDirectory run,
    RunLabels labels,
    RunState state,
    Counts counts,
    JsonObject record) {

  /// How many tasks ended how.
  ///
  /// @param tasks how many there are; empty if that is not known
  /// @param succeeded in this run
  /// @param failed without success, for whatever reason of their own
  /// @param other cancelled, skipped, or not ended
  /// @param notEnded of the others, those that run or were not started
  public record Counts(
      Optional<Long> tasks,
      long succeeded,
      long failed,
      long other,
      long notEnded) {
    static Counts ofSummary(JsonObject summary) {
      long succeeded = number(summary, "succeeded");
      long failed = number(summary, "failed") + number(summary, "timed_out")
          + number(summary, "errors");
      var total = summary.number("total");
      return new Counts(
          total,
          succeeded,
          failed,
          Math.max(0, total.orElse(succeeded + failed) - succeeded - failed),
          number(summary, "not_started"));
    }

    static Counts ofProgress(Optional<Long> tasks, RunProgress progress) {
      long succeeded = progress.succeeded();
      long failed = progress.failed() - progress.failedBefore();
      return new Counts(
          tasks,
          succeeded,
          failed,
          Math.max(0, tasks.orElse(progress.done()) - succeeded - failed),
          tasks.map(t -> Math.max(0, t - progress.done())).orElse(0L));
    }

    /// @param known how many tasks there were at first; more may have been added
    static Counts ofJournal(Optional<Long> known, TaskCounts journal) {
      var tasks = known.map(t -> Math.max(t, journal.highest()));
      return new Counts(
          tasks,
          journal.succeeded(),
          journal.failed(),
          tasks.map(t -> Math.max(0, t - journal.succeeded() - journal.failed()))
              .orElse(journal.other()),
          tasks.map(t -> t - journal.succeeded() - journal.failed() - journal.other())
              .map(t -> Math.max(0, t))
              .orElse(0L));
    }

    private static long number(JsonObject summary, String field) {
      return summary.number(field).orElse(0L);
    }
  }

  RunOverview with(Counts other) {
    return new RunOverview(run, labels, state, other, record);
  }

  public String id() {
    return run.id();
  }

  public Optional<Instant> started() {
    return time("start_time");
  }

  public Optional<Instant> ended() {
    return time("end_time");
  }

  /// How long it took; for one that runs, so far; empty if that is not known.
  public Optional<Duration> took(Instant now) {
    return switch (state) {
      case RUNNING -> started().map(s -> Duration.between(s, now));
      case CUT_OFF -> Optional.empty();
      default -> record.decimal("duration_seconds")
          .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
    };
  }

  /// The directory of the run that it resumes.
  public Optional<Path> continues() {
    return record.text("continues").map(NativeText::path);
  }

  private Optional<Instant> time(String field) {
    return record.text(field).flatMap(text -> {
      try {
        return Optional.of(OffsetDateTime.parse(text).toInstant());
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    });
  }
}
