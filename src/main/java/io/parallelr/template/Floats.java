package io.parallelr.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers with a fraction as decimal text, as Go's `strconv.FormatFloat` makes it.
///
/// See [strconv.FormatFloat](https://pkg.go.dev/strconv#FormatFloat).
final class Floats {
  private static final int LONGEST_FRACTION = 1074; // digits after the point of any double
  private static final int LONGEST = 767; // significant digits of any double

  private Floats() {}

  /// The digits of a number, without zeros at the end.
  ///
  /// @param point how many of them are before the decimal point; may be negative
  private record Digits(String digits, int point) {
    static Digits of(BigDecimal number) {
      if (number.signum() == 0) {
        return new Digits("", 0);
      }
      var stripped = number.stripTrailingZeros();
      var digits = stripped.unscaledValue().toString();
      return new Digits(digits, digits.length() - stripped.scale());
    }
  }

  /// The shortest text that means this number, without an exponent.
  static String inFull(double number) {
    return Double.isFinite(number)
        ? sign(number) + shortest(number).toPlainString()
        : special(number);
  }

  /// A number as `fmt` prints it for a verb.
  ///
  /// @param verb `e`, `f`, `g` or the same as capitals; others count as `g`
  /// @param precision negative for the least that distinguishes the number from others
  static String format(double number, char verb, int precision) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    var text = switch (verb) {
      case 'e', 'E' -> exponent(rounded(number, precision + 1), precision);
      case 'f', 'F' -> fixed(number, precision);
      default -> general(number, precision);
    };
    return sign(number) + (verb == 'E' || verb == 'G' ? text.replace('e', 'E') : text);
  }

  private static String special(double number) {
    return Double.isNaN(number) ? "NaN" : number < 0 ? "-Inf" : "Inf";
  }

  private static String sign(double number) {
    return number < 0 || Double.compare(number, -0.0) == 0 ? "-" : "";
  }

  private static BigDecimal shortest(double number) {
    var decimal = new BigDecimal(Double.toString(Math.abs(number)));
    return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
  }

  private static BigDecimal rounded(double number, int significant) {
    return new BigDecimal(Math.abs(number))
        .round(new MathContext(Math.clamp(significant, 1, LONGEST), RoundingMode.HALF_EVEN));
  }

  private static String fixed(double number, int precision) {
    int fraction = Math.min(precision, LONGEST_FRACTION);
    var text = new BigDecimal(Math.abs(number))
        .setScale(fraction, RoundingMode.HALF_EVEN)
        .toPlainString();
    return text + "0".repeat(precision - fraction);
  }

  private static String exponent(BigDecimal number, int precision) {
    var digits = Digits.of(number);
    var all = digits.digits().isEmpty() ? "0" : digits.digits();
    var fraction = all.substring(1);
    var zeros = "0".repeat(Math.max(0, precision - fraction.length()));
    int exponent = digits.digits().isEmpty() ? 0 : digits.point() - 1;
    return all.charAt(0) + (precision > 0 ? "." : "") + fraction + zeros
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
  }

  private static String general(double number, int precision) {
    var value = precision < 0 ? shortest(number) : rounded(number, precision);
    var digits = Digits.of(value);
    int count = digits.digits().length();
    int limit = precision < 0 ? 6 : Math.max(precision, 1);
    if (precision >= 0 && limit > count && count >= digits.point()) {
      limit = count;
    }
    int exponent = digits.point() - 1;
    return exponent < -4 || exponent >= limit
        ? exponent(value, Math.max(count - 1, 0))
        : value.stripTrailingZeros().toPlainString();
  }
}
