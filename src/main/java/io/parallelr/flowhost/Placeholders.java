package io.parallelr.flowhost;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds `@name@` and `@name:path@` in texts. Names are those of parameters and steps; a word that
/// looks like a placeholder and is neither is a fault. `@@` stands for one `@`.
final class Placeholders {
  /// A word between two signs, which does not begin within another word, as an address does.
  private static final Pattern LIKELY =
      Pattern.compile("@([A-Za-z_][A-Za-z0-9_-]*)(?::([A-Za-z0-9_.-]*))?@");

  private Placeholders() {}

  /// A part of a text.
  sealed interface Part {
    /// As it is.
    record Literal(String text) implements Part {}

    /// A placeholder.
    ///
    /// @param path empty for the whole
    record Named(String name, String path) implements Part {}
  }

  /// Takes a text apart.
  ///
  /// @param isKnown whether something between two signs is a placeholder, by its name and its path
  static List<Part> parse(String text, BiFunction<String, String, Boolean> isKnown)
      throws UnknownNameException {
    var parts = new ArrayList<Part>();
    var literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int sign = text.indexOf('@', at);
      if (sign < 0) {
        break;
      }
      literal.append(text, at, sign);
      if (text.startsWith("@@", sign)) {
        literal.append('@');
        at = sign + 2;
        continue;
      }
      int end = text.indexOf('@', sign + 1);
      var inside = end < 0 ? "" : text.substring(sign + 1, end);
      var named = named(inside, isKnown);
      if (named != null) {
        parts.add(new Part.Literal(literal.toString()));
        literal.setLength(0);
        parts.add(named);
        at = end + 1;
      } else {
        if (end >= 0 && LIKELY.matcher('@' + inside + '@').matches() && !isInWord(text, sign)) {
          throw new UnknownNameException('@' + inside + '@');
        }
        literal.append('@');
        at = sign + 1;
      }
    }
    literal.append(text, at, text.length());
    parts.add(new Part.Literal(literal.toString()));
    parts.removeIf(part -> part.equals(new Part.Literal("")));
    return List.copyOf(parts);
  }

  private static boolean isInWord(String text, int sign) {
    return sign > 0 && Character.isLetterOrDigit(text.charAt(sign - 1));
  }

  private static Part.@Nullable Named named(
      String inside,
      BiFunction<String, String, Boolean> isKnown) {
    if (isKnown.apply(inside, "")) {
      return new Part.Named(inside, "");
    }
    int colon = inside.lastIndexOf(':');
    return colon > 0 && isKnown.apply(inside.substring(0, colon), inside.substring(colon + 1))
        ? new Part.Named(inside.substring(0, colon), inside.substring(colon + 1))
        : null;
  }

  /// A placeholder has a name that is not known. The message is the placeholder.
  static final class UnknownNameException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownNameException(String placeholder) {
      super(placeholder);
    }
  }
}
