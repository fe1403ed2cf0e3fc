package io.parallelr.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;

/// The times of a cron expression with five fields. Immutable.
public final class CronTimes {
  /// What is right, for messages.
  public static final String EXAMPLE =
      "write minute, hour, day, month and day of the week, such as \"0 3 * * mon-fri\"";
  private static final int FIELDS = 5;
  private static final String PREFIX = "Failed to parse cron expression. ";

  private final ExecutionTime times;
  private final boolean isAtHours;
  private final ZoneId zone;

  /// @param isAtHours whether the expression names hours, and not all of them
  private CronTimes(ExecutionTime times, boolean isAtHours, ZoneId zone) {
    this.times = times;
    this.isAtHours = isAtHours;
    this.zone = zone;
  }

  /// The times of an expression.
  ///
  /// @param zone whose clock it refers to
  /// @throws IllegalArgumentException if it is not an expression; the message says why
  public static CronTimes of(String expression, ZoneId zone) {
    var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    var hours = expression.strip().split("\\s+", FIELDS)[1];
    return new CronTimes(
        ExecutionTime.forCron(parser.parse(expression)),
        !hours.contains("*"),
        zone);
  }

  /// What is wrong with an expression; empty if nothing is.
  public static Optional<String> objection(String expression) {
    var text = expression.strip();
    if (text.startsWith("@")) {
      return Optional.of("words such as @daily are not supported");
    }
    int fields = text.isEmpty() ? 0 : text.split("\\s+").length;
    if (fields != FIELDS) {
      return Optional.of("it has %d fields, not %d".formatted(fields, FIELDS));
    }
    try {
      // any leap year before this program
      var beginning = Instant.parse("2024-01-01T00:00:00Z");
      return of(expression, ZoneId.of("UTC")).next(beginning).isPresent()
          ? Optional.empty()
          : Optional.of("there is no such day");
    } catch (IllegalArgumentException e) {
      var message = String.valueOf(e.getMessage());
      var reason = message.startsWith(PREFIX) ? message.substring(PREFIX.length()) : message;
      return Optional.of(reason.replaceFirst("!.*", "").toLowerCase(Locale.ROOT));
    }
  }

  /// The first time after a moment; empty if there is none. When the clock is set back, an hour
  /// that the expression names counts once, as for cron(8).
  public Optional<Instant> next(Instant after) {
    var next = times.nextExecution(after.atZone(zone));
    while (next.isPresent() && isAtHours && isRepeated(next.get())) {
      next = times.nextExecution(next.get());
    }
    return next.map(ZonedDateTime::toInstant);
  }

  /// Whether the clock has shown this time before.
  private static boolean isRepeated(ZonedDateTime time) {
    return !time.equals(time.withEarlierOffsetAtOverlap());
  }
}
