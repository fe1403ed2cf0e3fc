package io.parallelr.webruns;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.journal.TaskIndex;
import io.parallelr.journal.TaskIndex.State;
import io.parallelr.journal.TaskRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which tasks of a run a client asks for, and in which order.
///
/// @param states of these alone; empty for all
/// @param text part of its name, its arguments or its reason, in lower case; empty for all
/// @param after how many tasks to skip; in the order of numbers, the number after which to begin
record TaskQuery(Set<State> states, String text, Order order, int after, int limit) {
  private static final int USUAL_LIMIT = 100;
  private static final int LARGEST_LIMIT = 1_000;
  private static final int MOST_DIRECTLY = 2_000;
  private static final Map<String, State> WORDS = Stream.of(State.values())
      .filter(state -> state != State.PENDING)
      .collect(Collectors.toUnmodifiableMap(State::word, state -> state));

  /// In which order tasks come.
  enum Order {
    /// By number.
    SEQUENCE,
    /// The longest first.
    DURATION,
    /// Those first that ended last, or run.
    ENDED;

    private Optional<Comparator<Integer>> comparator(TaskIndex index) {
      return switch (this) {
        case SEQUENCE -> Optional.empty();
        case DURATION ->
          Optional.of(Comparator.<Integer>comparingLong(n -> index.tookMillis(n)).reversed());
        case ENDED -> Optional.of(
            Comparator.<Integer>comparingLong(
                n -> index.state(n) == State.RUNNING
                    ? Long.MAX_VALUE
                    : index.startMillis(n) + index.tookMillis(n))
                .reversed());
      };
    }
  }

  /// @throws HttpError if a parameter is not valid
  static TaskQuery of(Exchange exchange) {
    var states = EnumSet.noneOf(State.class);
    Parameters.words(exchange, "state").forEach(word -> states.add(state(word)));
    return new TaskQuery(
        states,
        exchange.query("q").orElse("").strip().toLowerCase(Locale.ROOT),
        order(exchange.query("order").orElse("sequence")),
        Parameters.number(exchange, "after", 0, Integer.MAX_VALUE).orElse(0L).intValue(),
        Parameters.number(exchange, "limit", 1, LARGEST_LIMIT)
            .orElse((long) USUAL_LIMIT)
            .intValue());
  }

  private static State state(String word) {
    return Optional.ofNullable(WORDS.get(word))
        .orElseThrow(
            () -> Parameters.invalid(
                "state",
                word,
                "some of " + WORDS.keySet().stream().sorted().collect(Collectors.joining(", "))));
  }

  private static Order order(String word) {
    return Stream.of(Order.values())
        .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () -> Parameters.invalid("order", word, "sequence, duration or ended"));
  }

  /// Some tasks.
  ///
  /// @param next what to ask for the next ones with; empty if there are none
  /// @param matching how many there are in all; empty if that would take too long to find out
  record Page(List<TaskRecord> tasks, Optional<Integer> next, Optional<Long> matching) {}

  /// Finds them.
  Page page(TaskIndex index) throws IOException {
    return text.isEmpty() ? byState(index) : byText(index);
  }

  private Page byState(TaskIndex index) throws IOException {
    var numbers = candidates(index, order == Order.SEQUENCE ? after : 0);
    var page = (order == Order.SEQUENCE ? numbers : numbers.skip(after)).limit(limit + 1L)
        .toList();
    var shown = new ArrayList<TaskRecord>();
    for (int number : page.subList(0, Math.min(limit, page.size()))) {
      index.record(number).ifPresent(shown::add);
    }
    return new Page(
        shown,
        page.size() > limit ? Optional.of(next(page.get(limit - 1))) : Optional.empty(),
        Optional.of(matching(index)));
  }

  private int next(int last) {
    return order == Order.SEQUENCE ? last : after + limit;
  }

  private long matching(TaskIndex index) {
    return Stream.of(State.values())
        .filter(state -> state != State.PENDING && isWanted(state))
        .mapToLong(index::count)
        .sum();
  }

  private boolean isWanted(State state) {
    return state != State.PENDING && (states.isEmpty() || states.contains(state));
  }

  private Stream<Integer> candidates(TaskIndex index, int from) {
    if (from >= index.last()) {
      return Stream.empty();
    }
    var numbers = IntStream.rangeClosed(from + 1, index.last())
        .filter(n -> isWanted(index.state(n)))
        .boxed();
    var comparator = order.comparator(index);
    if (comparator.isEmpty()) {
      return numbers;
    }
    synchronized (index) { // what is sorted by must not change meanwhile
      return numbers.sorted(comparator.get()).toList().stream();
    }
  }

  /// Looks at what the journal says of each, until there are enough. If the first are not, only
  /// those are looked at further of which the journal has the text.
  private Page byText(TaskIndex index) throws IOException {
    var shown = new ArrayList<TaskRecord>();
    int passed = 0;
    int looked = 0;
    Optional<BitSet> having = Optional.empty();
    var numbers = candidates(index, order == Order.SEQUENCE ? after : 0).iterator();
    while (numbers.hasNext()) {
      int number = numbers.next();
      if (++looked == MOST_DIRECTLY) {
        having = index.having(text);
      }
      if (having.filter(some -> !some.get(number)).isPresent()) {
        continue;
      }
      var record = index.record(number);
      if (record.filter(this::has).isEmpty()) {
        continue;
      }
      if (order != Order.SEQUENCE && passed++ < after) {
        continue;
      }
      if (shown.size() == limit) {
        return new Page(
            shown,
            Optional.of(next(shown.getLast().sequence())),
            Optional.empty());
      }
      shown.add(record.get());
    }
    return new Page(shown, Optional.empty(), Optional.empty());
  }

  private boolean has(TaskRecord task) {
    return Stream.concat(
        Stream.of(task.name(), task.error().orElse("")),
        task.arguments().stream())
        .anyMatch(one -> one.toLowerCase(Locale.ROOT).contains(text));
  }
}
