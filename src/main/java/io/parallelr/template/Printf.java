package io.parallelr.template;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalInt;

/// Reads a format of Go's package `fmt` and prints its arguments. Mistakes in the format are
/// printed, as in Go: `%!d(string=hi)`, `%!d(MISSING)`, `%!(EXTRA int=1)`.
///
/// See [fmt](https://pkg.go.dev/fmt).
final class Printf {
  private static final int MOST = 1_000_000; // of a width or precision
  private static final BigInteger LARGEST = BigInteger.valueOf(MOST);
  private final String format;
  private final List<Value> arguments;
  private final Output output;
  private int at;
  private int argument;
  private boolean reordered;
  private boolean goodIndex;
  private boolean afterIndex;
  private int unclosed = Integer.MAX_VALUE; // from here on there is no "]"

  private Printf(String format, List<Value> arguments, Output output) {
    this.format = format;
    this.arguments = arguments;
    this.output = output;
  }

  static String printf(Call call) throws TemplateException {
    if (!(call.first() instanceof Value.Text(var format))) {
      throw call.fail("the format must be a string, not " + call.first().kind());
    }
    var output = call.output();
    new Printf(format, call.rest(), output).print();
    return output.toString();
  }

  private void print() throws TemplateException {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      int end = percent < 0 ? format.length() : percent;
      output.append(format.substring(at, end));
      at = end + 1;
      if (percent >= 0) {
        verb();
      }
    }
    if (!reordered && argument < arguments.size()) {
      output.append("%!(EXTRA ");
      for (int i = argument; i < arguments.size(); i++) {
        output.append(i > argument ? ", " : "");
        new Verbs(output, new Flags()).typed(arguments.get(i));
      }
      output.append(')');
    }
  }

  private void verb() throws TemplateException {
    var flags = new Flags();
    goodIndex = true;
    afterIndex = false;
    while (flag(flags)) {
      at++;
    }
    index();
    width(flags);
    if (has('.')) {
      at++;
      goodIndex &= !afterIndex;
      index();
      precision(flags);
    }
    if (!afterIndex) {
      index();
    }
    if (at >= format.length()) {
      output.append("%!(NOVERB)");
      return;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    if (verb == '%') {
      output.append('%');
    } else if (!goodIndex || argument >= arguments.size()) {
      output.append("%!")
          .append(Character.toString(verb))
          .append(goodIndex ? "(MISSING)" : "(BADINDEX)");
    } else {
      if (verb == 'v') {
        flags.source = flags.sharp;
        flags.sharp = false;
        flags.plus = false; // of the fields of Go's structs
      }
      new Verbs(output, flags).print(arguments.get(argument), verb);
      argument++;
    }
  }

  private boolean has(char wanted) {
    return at < format.length() && format.charAt(at) == wanted;
  }

  private boolean flag(Flags flags) {
    if (at >= format.length()) {
      return false;
    }
    switch (format.charAt(at)) {
      case '+' -> flags.plus = true;
      case '-' -> flags.minus = true;
      case '#' -> flags.sharp = true;
      case ' ' -> flags.space = true;
      case '0' -> flags.zero = true;
      default -> {
        return false;
      }
    }
    return true;
  }

  private void width(Flags flags) throws TemplateException {
    if (has('*')) {
      at++;
      var given = fromArgument();
      if (given.isEmpty()) {
        output.append("%!(BADWIDTH)");
      }
      int width = given.orElse(-1);
      flags.minus |= given.isPresent() && width < 0;
      flags.width = given.isPresent() ? Math.abs(width) : -1;
      afterIndex = false;
    } else {
      flags.width = number();
      goodIndex &= !(afterIndex && flags.width >= 0); // %[3]2d
    }
  }

  private void precision(Flags flags) throws TemplateException {
    if (has('*')) {
      at++;
      var given = fromArgument();
      flags.precision = given.orElse(-1) < 0 ? -1 : given.getAsInt();
      if (flags.precision < 0) {
        output.append("%!(BADPREC)");
      }
      afterIndex = false;
    } else {
      flags.precision = Math.max(0, number());
    }
  }

  /// Reads a number; a negative one means that there is none. One that is too large makes the rest
  /// of the format useless, as in Go.
  private int number() {
    int from = at;
    int number = 0;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      number = number * 10 + format.charAt(at) - '0';
      at++;
      if (number > MOST) {
        at = format.length();
        return -1;
      }
    }
    return at == from ? -1 : number;
  }

  /// A width or precision that is an argument; empty if it is not a number that can be one.
  private OptionalInt fromArgument() {
    if (argument >= arguments.size()) {
      return OptionalInt.empty();
    }
    var given = arguments.get(argument++);
    return given instanceof Value.Int(var number) && number.abs().compareTo(LARGEST) <= 0
        ? OptionalInt.of(number.intValue())
        : OptionalInt.empty();
  }

  /// Reads the number of an argument: `[2]`.
  private void index() {
    if (!has('[')) {
      afterIndex = false;
      return;
    }
    reordered = true;
    int close = at > unclosed ? -1 : format.indexOf(']', at);
    if (close < 0) {
      unclosed = Math.min(unclosed, at);
      goodIndex = false;
      afterIndex = false;
      at++;
      return;
    }
    at++;
    int number = number();
    boolean wellFormed = number >= 0 && at == close;
    at = close + 1;
    afterIndex = wellFormed;
    if (wellFormed && number >= 1 && number <= arguments.size()) {
      argument = number - 1;
    } else {
      goodIndex = false;
    }
  }
}
