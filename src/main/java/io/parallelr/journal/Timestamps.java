package io.parallelr.journal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Moments as text: ISO 8601 with milliseconds and the offset from UTC.
record Timestamps(ZoneId zone) {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

  String format(Instant instant) {
    return FORMAT.format(instant.atZone(zone));
  }
}
