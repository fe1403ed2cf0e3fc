package io.parallelr.client;

import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;

/// Times and lengths of time as users type them.
final class Times {
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})\\s*(s|min|m|h|d)");
  private static final int SECONDS_OF_A_MINUTE = 60;

  private Times() {}

  /// A point in time: an age, a date, or date and time.
  static Instant since(String text, Instant now, ZoneId zone) {
    try {
      if (LENGTH.matcher(text.strip()).matches()) {
        return now.minus(length("--since", text));
      }
      return text.length() <= "2026-01-31".length()
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : Instant.parse(text.toUpperCase(Locale.ROOT));
    } catch (DateTimeException e) {
      throw new UserError(
          ExitStatus.USAGE,
          ("--since: '%s' is not a time; write 2026-01-31, 2026-01-31T12:00:00Z, or an age such "
              + "as 12h").formatted(text),
          e);
    }
  }

  /// A length of time: a number with its unit.
  ///
  /// @param option for the message
  static Duration length(String option, String text) {
    var matcher = LENGTH.matcher(text.strip());
    if (!matcher.matches()) {
      throw new UserError(
          ExitStatus.USAGE,
          "%s: '%s' is not a length of time; write a number and s, min, h or d, such as 8h"
              .formatted(option, text));
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofSeconds(count * SECONDS_OF_A_MINUTE);
    };
  }
}
