package io.parallelr.flowfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a condition by recursive descent:
///
/// ```
/// condition := conjunction { "|" conjunction }
/// conjunction := unit { "&" unit }
/// unit := "!" unit | "(" condition ")" | simple
/// ```
///
/// A simple condition extends to the next `&`, `|` or closing parenthesis outside quotes and outside
/// its own parentheses.
final class ConditionParser {
  private static final int MOST_NESTED = 100;
  private static final int MOST_NAMED = 1000;

  private final String text;
  private final boolean lenient;
  private final Names names;
  private int at;
  private int depth;

  /// The global variables that may stand for conditions, and how many were replaced so far.
  private static final class Names {
    private final Map<String, Text> globals;
    private int used;

    Names(Map<String, Text> globals) {
      this.globals = globals;
    }
  }

  private ConditionParser(String text, boolean lenient, Names names, int depth) {
    this.text = text;
    this.lenient = lenient;
    this.names = names;
    this.depth = depth;
  }

  /// Reads a condition.
  ///
  /// @param lenient whether a quote that is not closed is an ordinary letter, and not a mistake
  /// @param globals variables that may stand for a condition, or a number
  /// @throws SyntaxException if the text is not a condition
  static Condition parse(String text, boolean lenient, Map<String, Text> globals)
      throws SyntaxException {
    return parse(text, lenient, new Names(globals), 0);
  }

  private static Condition parse(String text, boolean lenient, Names names, int depth)
      throws SyntaxException {
    var parser = new ConditionParser(text, lenient, names, depth);
    var condition = parser.condition();
    parser.blanks();
    if (parser.at < text.length()) {
      throw new SyntaxException(parser.at, "this parenthesis was not opened");
    }
    return condition;
  }

  private Condition condition() throws SyntaxException {
    var all = new ArrayList<Condition>(List.of(conjunction()));
    while (take('|')) {
      all.add(conjunction());
    }
    return all.size() == 1 ? all.getFirst() : new Condition.Or(all);
  }

  private Condition conjunction() throws SyntaxException {
    var all = new ArrayList<Condition>(List.of(unit()));
    while (take('&')) {
      all.add(unit());
    }
    return all.size() == 1 ? all.getFirst() : new Condition.And(all);
  }

  private Condition unit() throws SyntaxException {
    if (++depth > MOST_NESTED) {
      throw new SyntaxException(at, "nested more than %d levels deep".formatted(MOST_NESTED));
    }
    try {
      if (take('!')) {
        return new Condition.Not(unit());
      }
      int open = at;
      if (take('(')) {
        var inner = condition();
        if (!take(')')) {
          throw new SyntaxException(open, "this parenthesis is not closed");
        }
        return inner;
      }
      return simple();
    } finally {
      depth--;
    }
  }

  private boolean take(char c) {
    blanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private Condition simple() throws SyntaxException {
    blanks();
    int from = at;
    at = endOfSimple(from);
    var part = text.substring(from, at).stripTrailing();
    if (part.isEmpty()) {
      throw new SyntaxException(
          from,
          "a condition is missing here, such as exit_0 or stdout~text");
    }
    var global = global(part);
    return global.isPresent()
        ? named(part, global.get(), from)
        : new SimpleConditionParser(part, from, names.globals).parse();
  }

  private static Optional<String> global(String part) {
    var text = Text.of(part);
    return text.parts().size() == 1
        && text.parts().getFirst() instanceof Text.Part.Variable variable && !variable.words()
        && variable.reference() instanceof Reference.Global(var name)
            ? Optional.of(name)
            : Optional.empty();
  }

  /// The condition for which a global variable stands.
  private Condition named(String part, String name, int from) throws SyntaxException {
    var value = names.globals.get(name);
    if (value == null) {
      return new Condition.Named(part, new Condition.Constant(false)); // FlowCheck reports it
    }
    if (++names.used > MOST_NAMED) {
      throw new SyntaxException(
          from,
          "more than %d variables stand for conditions".formatted(MOST_NAMED));
    }
    try {
      return new Condition.Named(part, parse(value.source(), lenient, names, depth));
    } catch (SyntaxException e) {
      throw new SyntaxException(from, "%s stands for '%s': %s".formatted(part, value.source(),
          e.text()));
    }
  }

  private int endOfSimple(int from) throws SyntaxException {
    int open = 0;
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Quotes.isQuote(c) && Quotes.opens(text, from, i)) {
        int end = Quotes.close(text, i);
        if (end < 0 && !lenient) {
          throw new SyntaxException(i, "this quote is not closed");
        }
        i = end < 0 ? i : end;
      } else if (c == '&' || c == '|' || (c == ')' && open == 0)) {
        return i;
      } else if (c == '(') {
        open++;
      } else if (c == ')') {
        open--;
      }
      i++;
    }
    return i;
  }
}
