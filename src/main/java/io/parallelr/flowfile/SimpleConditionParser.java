package io.parallelr.flowfile;

import io.parallelr.flowfile.Condition.Operand;
import io.parallelr.flowfile.Condition.Operator;
import io.parallelr.flowfile.Condition.StandardStream;
import io.parallelr.flowfile.Condition.SubtaskCount;
import io.parallelr.task.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads one condition without connectives.
///
/// @param part its text, not empty
/// @param offset of the part in the whole condition
/// @param globals variables that may stand for a number
record SimpleConditionParser(String part, int offset, Map<String, Text> globals) {
  private static final List<String> WORDS = List.of(
      "success",
      "true",
      "false",
      "exit_not_0",
      "all_success",
      "any_success",
      "majority_success");

  Condition parse() throws SyntaxException {
    var word = part.toLowerCase(Locale.ROOT);
    return switch (word) {
      case "success" -> new Condition.Success();
      case "true" -> new Condition.Constant(true);
      case "false" -> new Condition.Constant(false);
      case "exit_not_0" -> new Condition.Exit(Operator.UNEQUAL, Text.of("0"));
      case "all_success" -> new Condition.OfSubtasks(SubtaskCount.ALL_SUCCESS, Text.of("0"));
      case "any_success" -> new Condition.OfSubtasks(SubtaskCount.ANY_SUCCESS, Text.of("0"));
      case "majority_success" ->
        new Condition.OfSubtasks(SubtaskCount.MAJORITY_SUCCESS, Text.of("0"));
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
          StandardStream.STDOUT,
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
    for (var stream : StandardStream.values()) {
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
      var _ = number(with.source(), after, -1, Numbers.HIGHEST_EXIT_CODE);
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

  private static Condition printed(StandardStream stream, Operator operator, String right) {
    boolean negated = operator == Operator.CONTAINS_NOT;
    if (negated || operator == Operator.CONTAINS) {
      return right.isEmpty()
          ? new Condition.IsBlank(stream, negated)
          : new Condition.Contains(stream, negated, Text.of(Quotes.meaning(right)));
    }
    return new Condition.Compare(
        new Operand.Output(stream),
        operator,
        Text.of(Quotes.meaning(right)));
  }

  private static Optional<SubtaskCount> count(String name) {
    for (var count : SubtaskCount.values()) {
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
    return number(digits, index, 0, Numbers.HIGHEST_EXIT_CODE);
  }

  private Text number(String digits, int index) throws SyntaxException {
    return number(digits, index, -999_999_999, 999_999_999);
  }

  /// A number, or variables whose values depend on tasks.
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
