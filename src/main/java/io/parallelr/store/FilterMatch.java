package io.parallelr.store;

import io.parallelr.job.JobState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/// What a [JobFilter] means, as [JobQuery] says it to the database.
final class FilterMatch {
  private FilterMatch() {}

  /// Whether jobs are asked for, apart from their number.
  ///
  /// @param jobs by their numbers
  static Predicate<StoredJob> of(JobFilter filter, LongFunction<Optional<StoredJob>> jobs) {
    Predicate<StoredJob> match = job -> filter.dialect()
        .map(job.head().dialect()::equals)
        .orElse(true);
    match = match.and(job -> isOneOf(filter.names(), job.head().name()))
        .and(job -> isOneOf(filter.states(), job.state()))
        .and(job -> hasVerdict(filter, job))
        .and(job -> filter.user().map(job.head().user()::equals).orElse(true))
        .and(job -> filter.since().map(since -> !job.created().isBefore(since)).orElse(true))
        .and(job -> filter.until().map(job.created()::isBefore).orElse(true));
    if (filter.before() != Long.MAX_VALUE) {
      match = match.and(behind(filter.before(), jobs));
    }
    return filter.text().isEmpty()
        ? match
        : match.and(job -> hasText(job, CaseFolding.folded(filter.text())));
  }

  private static <T> boolean isOneOf(Set<T> choices, T value) {
    return choices.isEmpty() || choices.contains(value);
  }

  private static boolean hasVerdict(JobFilter filter, StoredJob job) {
    return filter.verdicts().isEmpty()
        || job.verdict()
            .map(verdict -> filter.verdicts().contains(EndJson.word(verdict)))
            .orElse(!filter.states().equals(Set.of(JobState.ENDED)));
  }

  /// If that job has been deleted meanwhile, by the numbers alone.
  private static Predicate<StoredJob> behind(
      long seq,
      LongFunction<Optional<StoredJob>> jobs) {
    var created = jobs.apply(seq).map(StoredJob::created);
    return job -> created.map(time -> isBehind(job, time, seq)).orElse(job.seq() < seq);
  }

  private static boolean isBehind(StoredJob job, Instant created, long seq) {
    int order = job.created().compareTo(created);
    return order < 0 || (order == 0 && job.seq() < seq);
  }

  private static boolean hasText(StoredJob job, String text) {
    var all = String.join(
        "\n", job.id(), job.head().name(), job.head().user(), job.head().variables());
    return CaseFolding.folded(all).contains(text);
  }
}
