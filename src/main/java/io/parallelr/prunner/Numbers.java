package io.parallelr.prunner;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/// Numbers as YAML writes them, and as JSON brings them.
final class Numbers {
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:[0-9]++(?:\\.[0-9]*+)?+|\\.[0-9]++)(?:[eE][-+]?[0-9]{1,3})?");
  private static final int LONGEST = 400; // characters

  private Numbers() {}

  /// A whole number in any of the forms that YAML 1.1 and 1.2 have, such as `10`, `1_000`, `0x1f`,
  /// `0o17`, `017` and `0b11`, and also `2.0`.
  static Optional<BigInteger> whole(String text) {
    var digits = text.replace("_", "");
    boolean negative = digits.startsWith("-");
    var unsigned = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    if (text.startsWith("_") || unsigned.length() > LONGEST) {
      return Optional.empty();
    }
    return unsigned(unsigned).map(n -> negative ? n.negate() : n);
  }

  private static Optional<BigInteger> unsigned(String text) {
    if (text.matches("0x[0-9a-fA-F]+")) {
      return Optional.of(new BigInteger(text.substring(2), 16));
    }
    if (text.matches("0b[01]+")) {
      return Optional.of(new BigInteger(text.substring(2), 2));
    }
    if (text.matches("0o[0-7]+")) {
      return Optional.of(new BigInteger(text.substring(2), 8));
    }
    if (text.matches("0[0-7]+")) {
      return Optional.of(new BigInteger(text, 8));
    }
    if (text.matches("[0-9]+(\\.0*)?")) {
      return Optional.of(new BigInteger(text.replaceFirst("\\..*", "")));
    }
    return Optional.empty();
  }

  /// Any number; a whole one as a [BigInteger] or, if it is in range, as a [Long].
  static Optional<Number> any(String text) {
    var whole = text.contains(".") ? Optional.<BigInteger>empty() : whole(text);
    if (whole.isPresent()) {
      return whole.map(n -> n.bitLength() < Long.SIZE ? (Number) n.longValueExact() : n);
    }
    return text.length() <= LONGEST && DECIMAL.matcher(text).matches()
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  static boolean isWhole(Number number) {
    return switch (number) {
      case Integer _,Long _,Short _,Byte _,BigInteger _ -> true;
      case BigDecimal n -> n.signum() == 0 || n.stripTrailingZeros().scale() <= 0;
      default -> number.doubleValue() == Math.rint(number.doubleValue())
          && !Double.isInfinite(number.doubleValue());
    };
  }

  /// Whether two numbers are the same, whatever their types.
  static boolean areEqual(Number a, Number b) {
    return isFinite(a) && isFinite(b) && decimal(a).compareTo(decimal(b)) == 0;
  }

  private static boolean isFinite(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(number.doubleValue());
  }

  private static BigDecimal decimal(Number number) {
    return new BigDecimal(number.toString());
  }
}
