package io.parallelr.autoexeccli;

import io.parallelr.http.Address;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.template.GoDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/// Values of options, checked: what is wrong with one is a [UserError].
final class Checked {
  private static final int HIGHEST_PORT = 65_535;

  private Checked() {}

  static UserError invalid(String option, String value, String right) {
    return new UserError(
        ExitStatus.USAGE,
        "%s: '%s' is not valid; give %s".formatted(option, value, right));
  }

  static int number(String option, String text, int least, int most) {
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw invalid(option, text, "a whole number from %d to %d".formatted(least, most));
  }

  static long bytes(String option, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw invalid(option, text, "a number of bytes");
    }
    return Long.parseLong(text);
  }

  /// A time that is not negative.
  static Duration time(String option, String text) {
    return GoDuration.parse(text)
        .filter(time -> !time.isNegative())
        .orElseThrow(() -> invalid(option, text, "a time such as 30s, 5m or 24h"));
  }

  static Duration positiveTime(String option, String text) {
    var time = time(option, text);
    if (time.isZero()) {
      throw invalid(option, text, "a time such as 30s, 5m or 24h");
    }
    return time;
  }

  static String word(String option, String text, Collection<String> words) {
    if (!words.contains(text)) {
      throw invalid(option, text, String.join(" or ", words.stream().sorted().toList()));
    }
    return text;
  }

  /// What can only have its built-in value, as this server has no such thing.
  static void only(String option, String text, String prefix, String why) {
    boolean isUsual = prefix.isEmpty() ? text.isEmpty() : text.startsWith(prefix);
    if (!isUsual) {
      throw new UserError(
          ExitStatus.USAGE,
          "%s: '%s' cannot be used: %s".formatted(option, text, why));
    }
  }

  /// Where to listen.
  ///
  /// @param directory against which a relative path is taken
  static Address address(String option, String text, Path directory) {
    int scheme = text.indexOf("://");
    var kind = scheme < 0 ? "tcp" : text.substring(0, scheme);
    var rest = scheme < 0 ? text : text.substring(scheme + 3);
    return switch (kind) {
      case "unix" -> {
        if (rest.isEmpty()) {
          throw invalid(option, text, "a path, such as unix:///run/tasks.sock");
        }
        yield new Address.UnixSocket(NativeText.resolve(directory, rest).normalize());
      }
      case "tcp" -> tcp(option, text, rest);
      default -> throw invalid(option, text, "tcp://HOST:PORT or unix://PATH");
    };
  }

  private static Address.Tcp tcp(String option, String text, String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    var port = hostAndPort.substring(colon + 1);
    if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
      throw invalid(option, text, "a host and a port, such as 127.0.0.1:2376 or :2376");
    }
    var host = hostAndPort.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    var bare = isBracketed ? host.substring(1, host.length() - 1) : host;
    return new Address.Tcp(bare.isEmpty() ? "0.0.0.0" : bare, Integer.parseInt(port));
  }

  /// The path before every route, without a slash at its end.
  static String basePath(String option, String text) {
    var path = text.startsWith("/") ? text : "/" + text;
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (path.contains("//") || path.contains("{") || path.contains("?")) {
      throw invalid(option, text, "a path such as /tasks");
    }
    return path;
  }

  static Optional<Duration> orNever(Duration time) {
    return time.isZero() ? Optional.empty() : Optional.of(time);
  }
}
