package io.parallelr.flowfile;

import io.parallelr.flowfile.Condition.Operand;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes conditions as text.
public final class ConditionText {
  private ConditionText() {}

  /// The text that [ConditionParser] reads as this condition.
  public static String of(Condition condition) {
    return switch (condition) {
      case Condition.Or(var all) -> joined(all, "|");
      case Condition.And(var all) -> joined(all, "&");
      case Condition.Not(var inner) -> "!" + inParentheses(inner);
      case Condition.Named(var source, _) -> source;
      case Condition.Constant(var value) -> Boolean.toString(value);
      case Condition.Success() -> "success";
      case Condition.Exit e -> exit(e);
      case Condition.IsBlank(var stream, var something) ->
        name(stream) + (something ? "!~" : "~");
      case Condition.Contains(var stream, var negated, var text) ->
        name(stream) + (negated ? "!~" : "~") + Quotes.quoted(text.source());
      case Condition.Lines(var stream, var operator, var count) ->
        name(stream) + "_count" + operator.sign() + count.source();
      case Condition.Compare(var left, var operator, var right) ->
        operand(left) + operator.sign() + Quotes.quoted(right.source());
      case Condition.OfSubtasks s -> s.what().name().toLowerCase(Locale.ROOT)
          + (s.what().takesNumber() ? "=" + s.number().source() : "");
    };
  }

  private static String exit(Condition.Exit exit) {
    return exit.operator() == Condition.Operator.EQUAL
        ? "exit_" + exit.code().source()
        : exit.operator() == Condition.Operator.UNEQUAL && exit.code().source().equals("0")
            ? "exit_not_0"
            : "exit" + exit.operator().sign() + exit.code().source();
  }

  private static String joined(List<Condition> all, String connective) {
    return all.stream()
        .map(ConditionText::inParentheses)
        .collect(Collectors.joining(connective));
  }

  private static String inParentheses(Condition condition) {
    return condition instanceof Condition.Or || condition instanceof Condition.And
        ? "(" + of(condition) + ")"
        : of(condition);
  }

  private static String operand(Operand operand) {
    return switch (operand) {
      case Operand.Output(var stream) -> name(stream);
      case Operand.Value(var text) -> Quotes.quoted(text.source());
    };
  }

  private static String name(Condition.StandardStream stream) {
    return stream.name().toLowerCase(Locale.ROOT);
  }
}
