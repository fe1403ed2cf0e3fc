package io.parallelr.config;

import com.typesafe.config.ConfigFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/// A length of time in a range; plain numbers are seconds.
record Seconds(BigDecimal min, BigDecimal max) implements Kind<Duration> {

  Seconds(String min, String max) {
    this(new BigDecimal(min), new BigDecimal(max));
  }

  @Override
  public Duration parse(String text) {
    var seconds = number(text);
    boolean fits = seconds.compareTo(min) >= 0 && seconds.compareTo(max) <= 0;
    return Duration.ofNanos(Kind.inRange(fits, seconds).movePointRight(9).longValue());
  }

  /// A length of time, whatever the range.
  static BigDecimal number(String text) {
    return Kind.isNumber(text)
        ? new BigDecimal(text)
        : seconds(ConfigFactory.parseMap(Map.of("it", withUnit(text))).getDuration("it"));
  }

  @Override
  public String show(Duration duration) {
    return plain(seconds(duration)) + " s";
  }

  @Override
  public String expected() {
    return "a time from %s to %s seconds, such as 1.5 or \"2 min\""
        .formatted(plain(min), plain(max));
  }

  /// The library knows `m` and `minutes`, but not the unit's proper abbreviation.
  private static String withUnit(String text) {
    return text.endsWith("min") ? text.substring(0, text.length() - 2) : text;
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
        .add(BigDecimal.valueOf(duration.getNano(), 9));
  }

  static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
