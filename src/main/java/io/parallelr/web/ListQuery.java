package io.parallelr.web;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.http.Rights;
import io.parallelr.job.JobState;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobRow;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which jobs a client asks for in a query, of those that its token lets it see.
///
/// @param isEmpty whether there cannot be any
record ListQuery(JobFilter filter, boolean isEmpty) {
  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 1_000;
  private static final Map<String, Set<JobState>> LIVE = Map.of(
      "waiting", Set.of(JobState.WAITING),
      "running", Set.of(JobState.RUNNING, JobState.HANDLING));
  /// The words of verdicts, as clients write them, and as the store does.
  private static final Map<String, String> VERDICTS = Map.of(
      "succeeded", "succeeded",
      "failed", "failed",
      "canceled", "canceled",
      "timed_out", "timedout",
      "blocked", "blocked",
      "lost", "lost");
  private static final String WORDS =
      "waiting, running, succeeded, failed, canceled, timed_out, blocked or lost";

  /// @throws HttpError if a parameter is not valid
  static ListQuery of(Exchange exchange) {
    Set<JobState> states = new HashSet<>();
    Set<String> verdicts = new HashSet<>();
    Parameters.words(exchange, "state").forEach(word -> {
      if (VERDICTS.containsKey(word)) {
        states.add(JobState.ENDED);
        verdicts.add(VERDICTS.getOrDefault(word, word));
      } else {
        states.addAll(live(word));
      }
    });
    var asked = Set.copyOf(exchange.queries("pipeline"));
    var names = names(asked, Rights.pipelines(exchange));
    var filter = new JobFilter(
        exchange.query("dialect"),
        names,
        states,
        verdicts,
        exchange.query("user"),
        exchange.query("q").orElse(""),
        Parameters.time(exchange, "since"),
        Parameters.time(exchange, "until"),
        Parameters.number(exchange, "before", 1, Long.MAX_VALUE).orElse(Long.MAX_VALUE),
        Parameters.number(exchange, "limit", 1, LARGEST_LIMIT)
            .orElse((long) DEFAULT_LIMIT)
            .intValue());
    boolean isNarrowed = !asked.isEmpty() || Rights.pipelines(exchange).isPresent();
    return new ListQuery(filter, isNarrowed && names.isEmpty());
  }

  private static Set<JobState> live(String word) {
    return Optional.ofNullable(LIVE.get(word))
        .orElseThrow(() -> Parameters.invalid("state", word, WORDS));
  }

  private static Set<String> names(Set<String> asked, Optional<Set<String>> allowed) {
    if (allowed.isEmpty() || asked.isEmpty()) {
      return allowed.orElse(asked);
    }
    return asked.stream().filter(allowed.get()::contains).collect(Collectors.toSet());
  }

  /// What to ask for the next page with; empty if this is the last.
  Optional<Long> next(List<JobRow> page) {
    return page.size() == filter.limit() ? Optional.of(page.getLast().seq()) : Optional.empty();
  }
}
