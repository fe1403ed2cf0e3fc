package io.parallelr.template;

import java.math.BigInteger;
import java.util.Locale;

/// Prints one value by the letter of a verb, as Go's package `fmt` does.
///
/// See [fmt](https://pkg.go.dev/fmt).
final class Verbs {
  private final Output output;
  private final Flags flags;

  Verbs(Output output, Flags flags) {
    this.output = output;
    this.flags = flags;
  }

  /// Prints a value, or what is wrong with the verb.
  ///
  /// @param verb a code point
  void print(Value value, int verb) throws TemplateException {
    if (verb == 'T') {
      pad(value.type());
    } else if (value instanceof Value.Nil && verb == 'v') {
      pad("<nil>");
    } else {
      print(value, verb, 0);
    }
  }

  private void print(Value value, int verb, int depth) throws TemplateException {
    switch (value) {
      case Value.Nil _ -> {
        if (depth > 0) {
          output.append(flags.source ? "interface {}(nil)" : "<nil>");
        } else {
          wrong(value, verb);
        }
      }
      case Value.Bool(var is) -> {
        if (verb == 't' || verb == 'v') {
          pad(String.valueOf(is));
        } else {
          wrong(value, verb);
        }
      }
      case Value.Int(var number) -> integer(value, number, verb);
      case Value.Real(var number) -> real(value, number, verb);
      case Value.Text(var text) -> text(value, text, verb);
      case Value.Sequence items -> items(items, verb, depth);
      case Value.Mapping entries -> entries(entries, verb, depth);
    }
  }

  /// Go's way to print a value that the verb does not fit: `%!d(string=hi)`.
  private void wrong(Value value, int verb) throws TemplateException {
    output.append("%!").append(Character.toString(verb)).append('(');
    typed(value);
    output.append(')');
  }

  /// Prints a value with its type: `string=hi`.
  void typed(Value value) throws TemplateException {
    output.append(value.type());
    if (!(value instanceof Value.Nil)) {
      output.append('=');
      print(value, 'v', 0);
    }
  }

  private void integer(Value value, BigInteger number, int verb) throws TemplateException {
    switch (verb) {
      case 'v', 'd' -> digits(number, 10, "", false);
      case 'b' -> digits(number, 2, flags.sharp ? "0b" : "", false);
      case 'o' -> digits(number, 8, flags.sharp ? "0" : "", false);
      case 'O' -> digits(number, 8, "0o", false);
      case 'x' -> digits(number, 16, flags.sharp ? "0x" : "", false);
      case 'X' -> digits(number, 16, flags.sharp ? "0X" : "", true);
      case 'c' -> pad(Character.toString(character(number)));
      case 'q' -> pad(Quoted.character(character(number), flags.plus));
      case 'U' -> unicode(number);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> real(value, number.doubleValue(), verb);
      default -> wrong(value, verb);
    }
  }

  private static int character(BigInteger number) {
    boolean valid = number.signum() >= 0 && number.bitLength() < 31
        && Character.isValidCodePoint(number.intValue());
    return valid ? number.intValue() : 0xfffd;
  }

  private void unicode(BigInteger number) throws TemplateException {
    var hex = number.toString(16).toUpperCase(Locale.ROOT);
    int least = Math.max(4, flags.precision);
    var picture = flags.sharp && Quoted.isPrintable(character(number))
        ? " '" + Character.toString(character(number)) + "'"
        : "";
    spaces("U+" + "0".repeat(Math.max(0, least - hex.length())) + hex + picture);
  }

  private void digits(BigInteger number, int radix, String prefix, boolean upper)
      throws TemplateException {
    boolean negative = number.signum() < 0;
    if (flags.precision == 0 && number.signum() == 0) {
      output.repeat(' ', flags.width);
      return;
    }
    var digits = number.abs().toString(radix);
    if (upper) {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    int least = flags.precision;
    if (least < 0 && flags.zero && !flags.minus) {
      least = flags.width - (negative || flags.plus || flags.space ? 1 : 0);
    }
    var sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
    int zeros = Math.max(0, least - digits.length());
    var lead = prefix.equals("0") && (zeros > 0 || digits.startsWith("0")) ? "" : prefix;
    spaces(sign + lead + "0".repeat(zeros) + digits);
  }

  private void real(Value value, double number, int verb) throws TemplateException {
    if ("veEfFgG".indexOf(verb) < 0) {
      wrong(value, verb);
      return;
    }
    boolean shortest = verb == 'v' || verb == 'g' || verb == 'G';
    int precision = flags.precision < 0 && !shortest ? 6 : flags.precision;
    boolean inFull = verb == 'v' && precision < 0 && !flags.source;
    var digits = inFull ? Floats.inFull(number) : Floats.format(number, (char) verb, precision);
    boolean finite = Double.isFinite(number);
    boolean negative = digits.startsWith("-");
    var sign = negative
        ? "-"
        : flags.plus || Double.isInfinite(number)
            ? "+"
            : flags.space
                ? " "
                : "";
    var unsigned = negative ? digits.substring(1) : digits;
    int zeros = flags.width - sign.length() - unsigned.length();
    if (flags.zero && !flags.minus && finite && zeros > 0) {
      output.append(sign).repeat('0', zeros).append(unsigned);
    } else {
      spaces(sign + unsigned);
    }
  }

  private void text(Value value, String text, int verb) throws TemplateException {
    switch (verb) {
      case 'v' -> pad(flags.source ? Quoted.text(text, false) : cut(text));
      case 's' -> pad(cut(text));
      case 'q' -> {
        var cut = cut(text);
        pad(flags.sharp && Quoted.canBeRaw(cut) ? '`' + cut + '`' : Quoted.text(cut, flags.plus));
      }
      case 'x', 'X' -> hex(text, verb == 'X');
      default -> wrong(value, verb);
    }
  }

  private String cut(String text) {
    boolean longer = flags.precision >= 0
        && text.codePointCount(0, text.length()) > flags.precision;
    return longer ? text.substring(0, text.offsetByCodePoints(0, flags.precision)) : text;
  }

  private void hex(String text, boolean upper) throws TemplateException {
    var bytes = Utf8.bytes(text);
    int length = flags.precision < 0 ? bytes.length : Math.min(flags.precision, bytes.length);
    var hex = new StringBuilder();
    for (int i = 0; i < length; i++) {
      hex.append(i > 0 && flags.space ? " " : "")
          .append(flags.sharp && (i == 0 || flags.space) ? "0x" : "")
          .append(Character.forDigit(bytes[i] >> 4 & 0xf, 16))
          .append(Character.forDigit(bytes[i] & 0xf, 16));
    }
    pad(upper ? hex.toString().toUpperCase(Locale.ROOT) : hex.toString());
  }

  private void items(Value.Sequence items, int verb, int depth) throws TemplateException {
    output.checkDepth(depth);
    output.append(flags.source ? items.type() + '{' : "[");
    for (int i = 0; i < items.items().size(); i++) {
      output.append(i == 0 ? "" : flags.source ? ", " : " ");
      print(items.get(i), verb, depth + 1);
    }
    output.append(flags.source ? '}' : ']');
  }

  private void entries(Value.Mapping entries, int verb, int depth) throws TemplateException {
    output.checkDepth(depth);
    output.append(flags.source ? entries.type() + '{' : "map[");
    boolean first = true;
    for (var key : entries.keys()) {
      output.append(first ? "" : flags.source ? ", " : " ");
      print(new Value.Text(key), verb, depth + 1);
      output.append(':');
      print(entries.get(key).orElse(new Value.Nil()), verb, depth + 1);
      first = false;
    }
    output.append(flags.source ? '}' : ']');
  }

  /// Fills up to the width, with zeros if a flag says so.
  private void pad(String text) throws TemplateException {
    pad(text, flags.zero && !flags.minus ? '0' : ' ');
  }

  private void spaces(String text) throws TemplateException {
    pad(text, ' ');
  }

  private void pad(String text, char filler) throws TemplateException {
    int missing = flags.width - text.codePointCount(0, text.length());
    if (flags.minus) {
      output.append(text).repeat(filler, missing);
    } else {
      output.repeat(filler, missing).append(text);
    }
  }
}
