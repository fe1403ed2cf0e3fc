package io.parallelr.template;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/// Strings and numbers as Go writes them.
///
/// See [the specification of Go](https://go.dev/ref/spec#Lexical_elements).
final class Literals {
  private static final int LONGEST_NUMBER = 400; // characters
  private static final Pattern INTEGER = Pattern.compile(
      "[+-]?(0[xX](_?\\p{XDigit})++|0[bB](_?[01])++|0[oO](_?[0-7])++|0(_?[0-7])*+|[1-9](_?\\d)*+)");
  private static final String DIGITS = "\\d(_?\\d)*+";
  private static final Pattern DECIMAL = Pattern.compile(
      "[+-]?(%1$s(\\.(%1$s)?)?|\\.%1$s)([eE][+-]?%1$s)?".formatted(DIGITS));
  private static final Pattern HEXADECIMAL = Pattern.compile(
      "[+-]?0[xX]((_?\\p{XDigit})++(\\.\\p{XDigit}*+)?|\\.\\p{XDigit}++)[pP][+-]?\\d++");
  private static final String PLAIN = "abfnrtv\\'\"";
  private static final String MEANING = "\u0007\b\f\n\r\t\u000b\\'\"";
  private final Source source;

  Literals(Source source) {
    this.source = source;
  }

  Value number(Token token) throws TemplateException {
    if (token.text().startsWith("'")) {
      return character(token);
    }
    var digits = token.text().replace("_", "");
    if (token.text().length() <= LONGEST_NUMBER) {
      if (INTEGER.matcher(token.text()).matches()) {
        return new Value.Int(integer(digits.toLowerCase(Locale.ROOT)));
      }
      if (DECIMAL.matcher(token.text()).matches()
          || HEXADECIMAL.matcher(token.text()).matches()) {
        return real(token, digits);
      }
    }
    throw source.error(token.offset(), Source.shown(token.text()) + " is not a number");
  }

  private static BigInteger integer(String written) {
    boolean negative = written.startsWith("-");
    var digits = negative || written.startsWith("+") ? written.substring(1) : written;
    int radix = digits.startsWith("0x")
        ? 16
        : digits.startsWith("0b")
            ? 2
            : digits.startsWith("0") ? 8 : 10;
    boolean prefixed = digits.length() > 1 && Character.isLetter(digits.charAt(1));
    var number = new BigInteger(prefixed ? digits.substring(2) : digits, radix);
    return negative ? number.negate() : number;
  }

  private Value real(Token token, String digits) throws TemplateException {
    double number = Double.parseDouble(digits);
    if (Double.isInfinite(number)) {
      throw source.error(token.offset(), Source.shown(token.text()) + " is too large a number");
    }
    return digits.matches("[+-]?\\d++") // 08, which is no octal number
        ? new Value.Int(new BigInteger(digits))
        : new Value.Real(number);
  }

  private Value character(Token token) throws TemplateException {
    var inner = unescape(token, '\'');
    if (inner.codePointCount(0, inner.length()) != 1) {
      throw source.error(token.offset(), token.text() + " is not one character");
    }
    return Value.of(inner.codePointAt(0));
  }

  String text(Token token) throws TemplateException {
    return token.text().startsWith("`")
        ? token.text().substring(1, token.text().length() - 1).replace("\r", "")
        : unescape(token, '"');
  }

  private String unescape(Token token, char quote) throws TemplateException {
    var written = token.text().substring(1, token.text().length() - 1);
    var result = new StringBuilder();
    var bytes = new ByteArrayOutputStream(); // of one or more \x, which may form a character
    int at = 0;
    while (at < written.length()) {
      char next = written.charAt(at);
      if (next != '\\') {
        flush(token, bytes, result);
        result.append(next);
        at++;
        continue;
      }
      char letter = written.charAt(at + 1);
      int plain = PLAIN.indexOf(letter);
      if (plain >= 0 && ((letter != '\'' && letter != '"') || letter == quote)) {
        flush(token, bytes, result);
        result.append(MEANING.charAt(plain));
        at += 2;
        continue;
      }
      boolean octal = letter >= '0' && letter <= '7';
      int from = at + (octal ? 1 : 2);
      int count = octal ? 3 : letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
      int code = code(token, written, at, from, count, octal ? 8 : 16);
      boolean isByte = octal || letter == 'x';
      if (isByte && quote == '"' && code <= 0xff) {
        bytes.write(code);
      } else if (isByte ? code <= 0xff : Character.isValidCodePoint(code) && !isSurrogate(code)) {
        flush(token, bytes, result);
        result.appendCodePoint(code);
      } else {
        throw escape(token, written, at);
      }
      at = from + count;
    }
    flush(token, bytes, result);
    return result.toString();
  }

  private static boolean isSurrogate(int code) {
    return code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
  }

  private int code(Token token, String written, int at, int from, int count, int radix)
      throws TemplateException {
    long code = 0;
    for (int i = from; i < from + count; i++) {
      int digit = i < written.length() ? Character.digit(written.charAt(i), radix) : -1;
      if (digit < 0 || written.charAt(i) > 'f') {
        throw escape(token, written, at);
      }
      code = code * radix + digit;
    }
    if (count == 0 || code > Integer.MAX_VALUE) {
      throw escape(token, written, at);
    }
    return (int) code;
  }

  private TemplateException escape(Token token, String written, int at) {
    int end = written.offsetByCodePoints(at + 1, 1);
    return source.error(token.offset() + 1 + at,
        Source.shown(written.substring(at, end)) + " is not an escape sequence");
  }

  private void flush(Token token, ByteArrayOutputStream bytes, StringBuilder result)
      throws TemplateException {
    if (bytes.size() == 0) {
      return;
    }
    try {
      result
          .append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
    } catch (CharacterCodingException _) {
      throw source.error(token.offset(), "the bytes of the string are not valid UTF-8");
    }
    bytes.reset();
  }
}
