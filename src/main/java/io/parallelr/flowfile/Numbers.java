package io.parallelr.flowfile;

import java.math.BigDecimal;
import java.time.Duration;

/// Reads the numbers that keys hold, and knows their ranges.
public final class Numbers {
  public static final int MOST_REPEATS = 1000;
  public static final int HIGHEST_EXIT_CODE = 255;
  static final int HIGHEST_ID = 9999;
  private static final int LONGEST_SHOWN = 60;

  private Numbers() {}

  /// A whole number.
  ///
  /// @param written the text of the key, for the message
  /// @param digits the same with the values of its variables
  /// @param max `Integer.MAX_VALUE` for no upper limit
  /// @throws InvalidValueException if it is not a whole number in this range
  public static int whole(String key, Text written, String digits, int min, int max)
      throws InvalidValueException {
    if (digits.matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(digits);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw unfit(key, written, digits, "a whole number" + range(min, max));
  }

  private static String range(int min, int max) {
    return max == Integer.MAX_VALUE
        ? min == -Integer.MAX_VALUE ? "" : " of at least " + min
        : " from %d to %d".formatted(min, max);
  }

  /// A time in seconds, with milliseconds as its smallest part.
  ///
  /// @param written the text of the key, for the message
  /// @param digits the same with the values of its variables
  /// @throws InvalidValueException if it is not a number
  public static Duration seconds(String key, Text written, String digits)
      throws InvalidValueException {
    if (digits.matches("-?(\\d{1,9}\\.?\\d{0,9}|\\.\\d{1,9})")) {
      return Duration.ofMillis(new BigDecimal(digits).movePointRight(3).longValue());
    }
    throw unfit(key, written, digits, "a number of seconds");
  }

  private static InvalidValueException unfit(
      String key,
      Text written,
      String digits,
      String expected) {
    var shown =
        digits.length() > LONGEST_SHOWN ? digits.substring(0, LONGEST_SHOWN) + "..." : digits;
    return new InvalidValueException(
        key,
        "%s is '%s'%s, not %s".formatted(
            key,
            shown,
            written.variables().isEmpty() ? "" : " (" + written.source() + ")",
            expected));
  }
}
