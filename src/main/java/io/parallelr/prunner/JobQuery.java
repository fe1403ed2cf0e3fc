package io.parallelr.prunner;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.job.JobState;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which jobs a client asks for in the query of a list; without any parameter, all.
///
/// @param isLimited whether the client wants pages
record JobQuery(JobFilter filter, boolean isLimited) {
  private static final JobFilter ALL = JobFilter.ALL.withDialect(PipelineJobs.DIALECT);
  private static final int LARGEST_PAGE = 10_000;
  private static final Set<JobState> ENDED = Set.of(JobState.ENDED);

  /// What a word for a state stands for.
  private record Chosen(Set<JobState> states, Set<String> verdicts) {}

  private static final Map<String, Chosen> STATES = Map.of(
      "waiting", new Chosen(Set.of(JobState.WAITING), Set.of()),
      "running", new Chosen(Set.of(JobState.RUNNING, JobState.HANDLING), Set.of()),
      "completed", new Chosen(ENDED, Set.of()),
      "succeeded", new Chosen(ENDED, Set.of("succeeded")),
      "failed", new Chosen(ENDED, Set.of("failed", "lost", "timedout", "blocked")),
      "canceled", new Chosen(ENDED, Set.of("canceled")));

  /// @throws HttpError if a parameter is malformed
  static JobQuery of(Exchange exchange, JobStore store) throws IOException {
    var chosen =
        exchange.query("state").map(JobQuery::chosen).orElse(new Chosen(Set.of(), Set.of()));
    var limit = exchange.query("limit").map(JobQuery::limit);
    return new JobQuery(
        new JobFilter(
            Optional.of(PipelineJobs.DIALECT),
            Set.copyOf(exchange.queries("pipeline")),
            chosen.states(),
            chosen.verdicts(),
            exchange.query("user"),
            "",
            instant(exchange.query("since"), "since"),
            Optional.empty(),
            before(exchange.query("before"), store),
            limit.orElse(Integer.MAX_VALUE)),
        limit.isPresent());
  }

  private static Chosen chosen(String word) {
    return Optional.ofNullable(STATES.get(word))
        .orElseThrow(
            () -> invalid("state", word,
                String.join(", ", STATES.keySet().stream().sorted().toList())));
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LARGEST_PAGE) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // the same as out of range
    }
    throw invalid("limit", text, "a number from 1 to " + LARGEST_PAGE);
  }

  private static Optional<Instant> instant(Optional<String> text, String name) {
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw invalid(name, text.orElse(""), "a time such as 2026-11-20T21:13:55Z");
    }
  }

  private static long before(Optional<String> text, JobStore store) throws IOException {
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    var id = JobIds.parse(text.get());
    var job = id.isEmpty() ? Optional.<JobRow>empty() : store.find(id.get());
    return job.map(JobRow::seq)
        .orElseThrow(() -> invalid("before", text.get(), "the id of the last job of a page"));
  }

  private static HttpError invalid(String name, String value, String right) {
    return new HttpError(400, "%s: %s is not valid; send %s".formatted(name, value, right));
  }

  /// Whether all jobs are asked for.
  boolean isAll() {
    return filter.equals(ALL);
  }

  /// The id to ask for the next page with; empty if there is none.
  Optional<String> next(List<JobRow> page) {
    return isLimited && page.size() == filter.limit()
        ? Optional.of(page.getLast().id())
        : Optional.empty();
  }
}
