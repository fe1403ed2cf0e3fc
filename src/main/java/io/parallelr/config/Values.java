package io.parallelr.config;

import io.parallelr.config.Kind.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A value for each key, of the kind that the schema says: asking for another is a bug.
record Values(Map<String, Value> values) {

  /// A whole number that may be absent as a bound; then the highest there is.
  int wholeOrMost(String key) {
    return values.get(key) instanceof Value.None ? Integer.MAX_VALUE : whole(key);
  }

  int whole(String key) {
    return values.get(key) instanceof Value.Whole(var n) ? n : wrong(key);
  }

  double fraction(String key) {
    return values.get(key) instanceof Value.Fraction(var n) ? n : wrong(key);
  }

  Duration time(String key) {
    return values.get(key) instanceof Value.Time(var time) ? time : Duration.ofDays(wrong(key));
  }

  Optional<Duration> optionalTime(String key) {
    return values.get(key) instanceof Value.None ? Optional.empty() : Optional.of(time(key));
  }

  /// A size that may be absent.
  long bytesOr(String key, long otherwise) {
    return values.get(key) instanceof Value.None ? otherwise : bytes(key);
  }

  long bytes(String key) {
    return values.get(key) instanceof Value.Bytes(var n) ? n : wrong(key);
  }

  boolean flag(String key) {
    return values.get(key) instanceof Value.Flag(var on) ? on : wrong(key) == 1;
  }

  String text(String key) {
    return values.get(key) instanceof Value.Text(var text) ? text : "" + wrong(key);
  }

  Map<String, Settings.ExecutionType> types(String key) {
    if (values.get(key) instanceof Value.Types(var types)) {
      return types;
    }
    throw new IllegalStateException(key + " is of another kind");
  }

  private static int wrong(String key) {
    throw new IllegalStateException(key + " is of another kind");
  }
}
