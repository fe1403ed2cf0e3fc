package io.parallelr.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Durations as the language Go writes them: decimal numbers with units, such as `1h30m`, `1.5s`
/// and `-300ms`. Their range is that of a number of nanoseconds with 64 bits, some 292 years.
public final class GoDuration {
  /// What is right, for messages.
  public static final String EXAMPLES = "1h30m, 10s or 300ms";
  private static final Map<String, Long> UNITS = Map.of(
      "ns", 1L,
      "us", 1_000L,
      "\u00b5s", 1_000L, // the micro sign
      "\u03bcs", 1_000L, // the Greek letter mu
      "ms", 1_000_000L,
      "s", 1_000_000_000L,
      "m", 60_000_000_000L,
      "h", 3_600_000_000_000L);
  private static final Pattern PART =
      Pattern.compile("([0-9]*+)(\\.[0-9]*+)?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
  private static final int LONGEST = 200; // characters; no number of that range needs more
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /// The duration that a text says; empty if it is none, or out of range.
  public static Optional<Duration> parse(String text) {
    boolean negative = text.startsWith("-");
    var unsigned = negative || text.startsWith("+") ? text.substring(1) : text;
    if (unsigned.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    if (unsigned.isEmpty() || unsigned.length() > LONGEST) {
      return Optional.empty();
    }
    return nanoseconds(unsigned)
        .filter(n -> n.compareTo(MOST) <= 0)
        .map(n -> Duration.ofNanos(negative ? -n.longValueExact() : n.longValueExact()));
  }

  private static Optional<BigInteger> nanoseconds(String text) {
    var sum = BigInteger.ZERO;
    var part = PART.matcher(text);
    int at = 0;
    while (at < text.length()) {
      part.region(at, text.length());
      if (!part.lookingAt()) {
        return Optional.empty();
      }
      var number = part.group(1) + (part.group(2) == null ? "" : part.group(2));
      if (number.isEmpty() || number.equals(".")) {
        return Optional.empty();
      }
      var unit = BigDecimal.valueOf(UNITS.getOrDefault(part.group(3), 1L));
      sum = sum.add(new BigDecimal("0" + number + "0".repeat(number.endsWith(".") ? 1 : 0))
          .multiply(unit)
          .toBigInteger());
      at = part.end();
    }
    return Optional.of(sum);
  }

  /// What is wrong with a text that cannot be parsed, and what to write; begins with the text.
  public static String objection(String text) {
    if (text.matches("[-+]?[0-9.]+")) {
      return "%s has no unit; write %ss for seconds".formatted(text, text);
    }
    if (text.matches("[-+]?[0-9]{1,6}d")) {
      long days = Long.parseLong(text.substring(0, text.length() - 1));
      return "%s has a unit that is not known: write days as hours, here %dh"
          .formatted(text, days * 24);
    }
    return "%s is not a duration; write it as %s".formatted(text, EXAMPLES);
  }

  /// The text that Go prints, such as `1h0m0s`, `1.5s` or `300ms`.
  public static String text(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    var shown = new StringBuilder(duration.isNegative() ? "-" : "");
    var size = duration.abs();
    if (size.compareTo(Duration.ofSeconds(1)) < 0) {
      return shown.append(belowSecond(size.toNanos())).toString();
    }
    if (size.toHours() > 0) {
      shown.append(size.toHours()).append('h');
    }
    if (size.toMinutes() > 0) {
      shown.append(size.toMinutesPart()).append('m');
    }
    var seconds = BigDecimal.valueOf(size.toSecondsPart())
        .add(BigDecimal.valueOf(size.toNanosPart(), 9));
    return shown.append(plain(seconds)).append('s').toString();
  }

  private static String belowSecond(long nanoseconds) {
    if (nanoseconds < 1_000) {
      return nanoseconds + "ns";
    }
    return nanoseconds < 1_000_000
        ? plain(BigDecimal.valueOf(nanoseconds, 3)) + "\u00b5s"
        : plain(BigDecimal.valueOf(nanoseconds, 6)) + "ms";
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
