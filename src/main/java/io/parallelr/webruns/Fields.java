package io.parallelr.webruns;

import io.parallelr.json.JsonText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Values as the page has them.
final class Fields {
  private Fields() {}

  /// Writes a duration as seconds with three decimals.
  static void seconds(JsonGenerator json, String name, Optional<Duration> length) {
    JsonText.decimal(json, name, length.map(l -> BigDecimal.valueOf(l.toMillis(), 3)));
  }

  /// Writes milliseconds since 1970 as a time; 0 is not known.
  static void time(JsonGenerator json, String name, long millis) {
    JsonText.optional(
        json,
        name,
        millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis).toString()));
  }

  /// Writes a time of a journal, which may have any offset.
  static void time(JsonGenerator json, String name, Optional<String> time) {
    JsonText.optional(json, name, time.map(Fields::utc));
  }

  private static String utc(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant().toString();
    } catch (DateTimeParseException e) {
      return time;
    }
  }
}
