package io.parallelr.prunner;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.parallelr.task.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/// What is logged, on one line each: for people in colors, else in logfmt.
final class LogLines extends LayoutBase<ILoggingEvent> {
  private static final int MESSAGE_WIDTH = 25;

  private final boolean isColored;

  LogLines(boolean isColored) {
    this.isColored = isColored;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    var line = isColored ? colored(event) : logfmt(event);
    var problem = event.getThrowableProxy();
    return line + '\n' + (problem == null ? "" : ThrowableProxyUtil.asString(problem));
  }

  private static List<KeyValuePair> pairs(ILoggingEvent event) {
    var pairs = event.getKeyValuePairs();
    return pairs == null ? List.of() : pairs;
  }

  private static String logfmt(ILoggingEvent event) {
    var line = new StringBuilder("timestamp=")
        .append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS))
        .append(" level=")
        .append(event.getLevel().toString().toLowerCase(Locale.ROOT))
        .append(" message=")
        .append(quoted(event.getFormattedMessage()));
    for (var pair : pairs(event)) {
      line.append(' ').append(pair.key).append('=').append(quoted(String.valueOf(pair.value)));
    }
    return line.toString();
  }

  private static String quoted(String value) {
    boolean isPlain = !value.isEmpty()
        && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=' || c == '\\');
    return isPlain
        ? Printable.of(value)
        : '"' + Printable.of(value.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  private static String colored(ILoggingEvent event) {
    int color = switch (event.getLevel().toInt()) {
      case Level.ERROR_INT -> 31;
      case Level.WARN_INT -> 33;
      case Level.INFO_INT -> 34;
      default -> 37;
    };
    var sign = event.getLevel().isGreaterOrEqual(Level.ERROR) ? '\u2a2f' : '\u2022';
    var message = Printable.of(event.getFormattedMessage());
    var line = new StringBuilder("\033[%dm%4c\033[0m %s".formatted(color, sign, message));
    var pairs = pairs(event);
    if (!pairs.isEmpty()) {
      line.repeat(' ', Math.max(0, MESSAGE_WIDTH - message.length()));
    }
    for (var pair : pairs) {
      line.append(
          " \033[%dm%s\033[0m=%s".formatted(
              color,
              pair.key,
              Printable.of(String.valueOf(pair.value))));
    }
    return line.toString();
  }
}
