package io.parallelr.flow;

import io.parallelr.flow.Condition.Count;
import io.parallelr.flow.Condition.Operand;
import io.parallelr.flow.Condition.Operator;
import io.parallelr.flow.Condition.Stream;
import io.parallelr.task.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
/// A simple condition reaches to the next `&`, `|` or closing parenthesis that is outside quotes and
/// outside parentheses of its own.
final class ConditionParser {
  private static final int MOST_NESTED = 100;
  private static final int MOST_NAMED = 1000;
  private static final int HIGHEST_EXIT_CODE = 255;
  private static final List<String> WORDS = List.of("success", "true", "false", "exit_not_0",
      "all_success", "any_success", "majority_success");

  private final String text;
  private final boolean lenient;
  private final Names names;
  private int at;
  private int depth;

  /// The global variables that conditions may hold, and how many of them were put in so far.
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
  /// @param lenient whether a quote that is not closed is left out, and no mistake
  /// @param globals variables that may stand for a condition, or a number
  /// @throws SyntaxException if it is none
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
        : new Simple(part, from, names.globals).parse();
  }

  private static Optional<String> global(String part) {
    var text = Text.of(part);
    return text.parts().size() == 1
        && text.parts().getFirst() instanceof Text.Part.Variable variable && !variable.words()
        && variable.reference() instanceof Reference.Global(var name)
            ? Optional.of(name)
            : Optional.empty();
  }

  /// The value of a global variable that is used in place of a condition.
  private Condition named(String part, String name, int from) throws SyntaxException {
    var value = names.globals.get(name);
    if (value == null) {
      return new Condition.Named(part, new Condition.Constant(false)); // which is told elsewhere
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

  /// One condition without connectives.
  ///
  /// @param offset in the whole
  private record Simple(String part, int offset, Map<String, Text> globals) {

    Condition parse() throws SyntaxException {
      var word = part.toLowerCase(Locale.ROOT);
      return switch (word) {
        case "success" -> new Condition.Success();
        case "true" -> new Condition.Constant(true);
        case "false" -> new Condition.Constant(false);
        case "exit_not_0" -> new Condition.Exit(Operator.UNEQUAL, Text.of("0"));
        case "all_success" -> new Condition.OfSubtasks(Count.ALL_SUCCESS, Text.of("0"));
        case "any_success" -> new Condition.OfSubtasks(Count.ANY_SUCCESS, Text.of("0"));
        case "majority_success" -> new Condition.OfSubtasks(Count.MAJORITY_SUCCESS, Text.of("0"));
        default -> other(word);
      };
    }

    private Condition other(String word) throws SyntaxException {
      if (word.startsWith("exit_")) {
        return new Condition.Exit(Operator.EQUAL, exitCode(part.substring(5), 5));
      }
      if (word.startsWith("contains:") || word.startsWith("not_contains:")) {
        int colon = part.indexOf(':');
        return new Condition.Contains(
            Stream.STDOUT,
            word.startsWith("not_"),
            Text.of(Quotes.meaning(part.substring(colon + 1).strip())));
      }
      var found = operator();
      if (found.isEmpty()) {
        if (part.matches("@[A-Za-z0-9_]+@")) {
          return new Condition.Compare(
              new Operand.Value(Text.of(part)),
              Operator.EQUAL,
              Text.of("true"));
        }
        throw new SyntaxException(
            offset,
            "'%s' is not a condition%s".formatted(
                part,
                Spelling.nearest(part, WORDS)
                    .map("; did you mean \"%s\"?"::formatted)
                    .orElse(": use exit_0, success, stdout~text, stdout_count>1, @NAME@=text")));
      }
      var sign = found.get();
      var left = part.substring(0, sign.index()).strip();
      int after = sign.index() + sign.operator().sign().length();
      return comparison(left, sign.operator(), part.substring(after).strip(), after);
    }

    private Condition comparison(String left, Operator operator, String right, int after)
        throws SyntaxException {
      var name = left.toUpperCase(Locale.ROOT);
      var counted = count(name);
      if (counted.isPresent()) {
        if (operator != Operator.EQUAL) {
          throw new SyntaxException(offset, left + " can only be compared with =");
        }
        return new Condition.OfSubtasks(counted.get(), number(right, after));
      }
      if (name.equals("EXIT")) {
        if (operator == Operator.EQUAL) {
          throw new SyntaxException(offset, "write exit_%s, not exit=%s".formatted(right, right));
        }
        return new Condition.Exit(operator, exitCode(right, after));
      }
      for (var stream : Stream.values()) {
        if (name.equals(stream + "_COUNT")) {
          if (operator == Operator.CONTAINS || operator == Operator.CONTAINS_NOT) {
            throw new SyntaxException(offset, left + " is a number: compare it with =, < or >");
          }
          return new Condition.Lines(stream, operator, number(right, after));
        }
        if (name.equals(stream.name())) {
          return printed(stream, operator, right);
        }
      }
      if (left.isEmpty()) {
        throw new SyntaxException(offset, "there is nothing to the left of " + operator.sign());
      }
      var compared = Text.of(Quotes.meaning(left));
      var with = Text.of(Quotes.meaning(right));
      if (isExitCode(compared) && with.known(globals).source().matches("-?\\d+")) {
        var _ = number(with.source(), after, -1, HIGHEST_EXIT_CODE);
      }
      return new Condition.Compare(new Operand.Value(compared), operator, with);
    }

    /// Skipped tasks have exit code -1.
    private static boolean isExitCode(Text text) {
      return text.parts().size() == 1
          && text.parts().getFirst() instanceof Text.Part.Variable variable
          && variable.reference() instanceof Reference.OfTask(_, var field)
          && field == Reference.Field.EXIT;
    }

    private static Condition printed(Stream stream, Operator operator, String right) {
      boolean negated = operator == Operator.CONTAINS_NOT;
      if (negated || operator == Operator.CONTAINS) {
        return right.isEmpty()
            ? new Condition.Printed(stream, negated)
            : new Condition.Contains(stream, negated, Text.of(Quotes.meaning(right)));
      }
      return new Condition.Compare(
          new Operand.Printed(stream),
          operator,
          Text.of(Quotes.meaning(right)));
    }

    private static Optional<Count> count(String name) {
      for (var count : Count.values()) {
        if (count.name().equals(name)) {
          return Optional.of(count);
        }
      }
      return Optional.empty();
    }

    private record Found(Operator operator, int index) {}

    /// The first operator outside quotes; of two that begin there, the longer.
    private Optional<Found> operator() {
      boolean isQuoted = Quotes.isQuote(part.charAt(0));
      for (int i = isQuoted ? Math.max(0, Quotes.close(part, 0)) : 0; i < part.length(); i++) {
        Operator best = null;
        for (var operator : Operator.values()) {
          boolean longer =
              best == null || operator.sign().length() > best.sign().length();
          if (part.startsWith(operator.sign(), i) && longer) {
            best = operator;
          }
        }
        if (best != null) {
          return Optional.of(new Found(best, i));
        }
      }
      return Optional.empty();
    }

    private Text exitCode(String digits, int index) throws SyntaxException {
      return number(digits, index, 0, HIGHEST_EXIT_CODE);
    }

    private Text number(String digits, int index) throws SyntaxException {
      return number(digits, index, -999_999_999, 999_999_999);
    }

    /// A number, or a variable that a task will give a value.
    private Text number(String written, int index, int min, int max) throws SyntaxException {
      var text = Text.of(written).known(globals);
      if (!text.variables().isEmpty()) {
        return text;
      }
      var digits = text.source();
      var via = digits.equals(written) ? "" : " (" + written + ")";
      if (!digits.matches("-?\\d{1,9}")) {
        throw new SyntaxException(
            offset + index,
            "'%s'%s is not a whole number".formatted(digits, via));
      }
      int number = Integer.parseInt(digits);
      if (number < min || number > max) {
        throw new SyntaxException(
            offset + index,
            "'%s'%s is not an exit code: use 0 to %d".formatted(digits, via, max));
      }
      return text;
    }

  }
}
