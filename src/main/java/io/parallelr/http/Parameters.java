package io.parallelr.http;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// Fields of a query that are more than a text.
public final class Parameters {
  private Parameters() {}

  /// A whole number in a range.
  ///
  /// @throws HttpError if it is something else
  public static Optional<Long> number(Exchange exchange, String name, long least, long most) {
    return exchange.query(name).map(text -> {
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // the same as out of range
      }
      throw invalid(
          name,
          text,
          most == Long.MAX_VALUE
              ? "a whole number from %d".formatted(least)
              : "a whole number from %d to %d".formatted(least, most));
    });
  }

  /// A time.
  ///
  /// @throws HttpError if it is something else
  public static Optional<Instant> time(Exchange exchange, String name) {
    return exchange.query(name).map(text -> time(name, text));
  }

  /// A time.
  ///
  /// @throws HttpError if it is something else
  public static Instant time(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid(name, text, "a time such as 2026-11-20T21:13:55Z");
    }
  }

  /// All words of all fields of a name, with commas between them.
  public static Stream<String> words(Exchange exchange, String name) {
    return exchange.queries(name)
        .stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .filter(word -> !word.isEmpty());
  }

  /// What is said of a value that is not valid.
  ///
  /// @param right what would be
  public static HttpError invalid(String name, String value, String right) {
    return new HttpError(400, "%s: '%s' is not valid; send %s".formatted(name, value, right));
  }
}
