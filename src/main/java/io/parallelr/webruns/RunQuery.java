package io.parallelr.webruns;

import io.parallelr.history.RunState;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which runs a client asks for.
///
/// @param states of these alone; empty for all
/// @param tags all of which it has, each a key or `key=value`
/// @param text part of its id, its name, a tag or its reason, in lower case; empty for all
/// @param before the id that they are older than; empty for the newest
record RunQuery(
    Set<RunState> states,
    List<String> tags,
    String text,
    Optional<String> before,
    int limit) {
  private static final int USUAL_LIMIT = 50;
  private static final int LARGEST_LIMIT = 1_000;

  /// @throws HttpError if a parameter is not valid
  static RunQuery of(Exchange exchange) {
    var states = EnumSet.noneOf(RunState.class);
    Parameters.words(exchange, "state")
        .forEach(
            word -> states.add(
                RunState.of(word)
                    .orElseThrow(
                        () -> Parameters.invalid(
                            "state",
                            word,
                            "some of " + String.join(", ", RunState.words())))));
    return new RunQuery(
        states,
        exchange.queries("tag").stream().filter(tag -> !tag.isEmpty()).toList(),
        exchange.query("q").orElse("").strip().toLowerCase(Locale.ROOT),
        exchange.query("before").filter(id -> !id.isEmpty()),
        Parameters.number(exchange, "limit", 1, LARGEST_LIMIT)
            .orElse((long) USUAL_LIMIT)
            .intValue());
  }

  /// Whether it may have to look at many runs for few.
  boolean isNarrow() {
    return !states.isEmpty() || !tags.isEmpty() || !text.isEmpty();
  }

  boolean matches(RunRow run) {
    return (states.isEmpty() || states.contains(run.state()))
        && tags.stream().allMatch(run.labels()::has)
        && (text.isEmpty() || run.has(text));
  }
}
