package io.parallelr.journal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Moments as text: ISO 8601 with milliseconds and the offset from UTC. May be used by any thread.
///
/// There are five for each task, most in the same second: what a second looks like is kept.
final class Timestamps {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT);
  private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);
  private static final int NANOS_PER_MILLI = 1_000_000;

  private final ZoneId zone;
  private volatile Second last;

  private record Second(long epochSecond, String text, String offset) {}

  Timestamps(ZoneId zone) {
    this.zone = zone;
    this.last = second(0);
  }

  String format(Instant instant) {
    var second = last;
    if (second.epochSecond() != instant.getEpochSecond()) {
      second = second(instant.getEpochSecond());
      last = second;
    }
    int millis = instant.getNano() / NANOS_PER_MILLI;
    var padding = millis < 10 ? "00" : millis < 100 ? "0" : "";
    return second.text() + padding + millis + second.offset();
  }

  private Second second(long epochSecond) {
    var time = Instant.ofEpochSecond(epochSecond).atZone(zone);
    return new Second(epochSecond, SECONDS.format(time), OFFSET.format(time));
  }
}
