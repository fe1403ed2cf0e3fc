package io.parallelr.flow;

import io.parallelr.flow.Condition.Operand;
import io.parallelr.flow.Condition.Operator;
import io.parallelr.flow.Condition.Stream;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes a condition as a flow file has it.
final class ConditionText {
  private ConditionText() {}

  /// The text of a condition, which is read as the same one.
  static String of(Condition condition) {
    return switch (condition) {
      case Condition.Or(var all) -> joined(all, " | ", c -> c instanceof Condition.Or);
      case Condition.And(var all) ->
        joined(all, " & ", c -> c instanceof Condition.Or || c instanceof Condition.And);
      case Condition.Not(var inner) ->
        "!" + inParentheses(
            inner,
            inner instanceof Condition.Or || inner instanceof Condition.And);
      case Condition.Constant(var value) -> Boolean.toString(value);
      case Condition.Success() -> "success";
      case Condition.Exit(var operator, var code) -> operator == Operator.EQUAL
          ? "exit_" + code
          : "exit%s%d".formatted(operator.sign(), code);
      case Condition.Printed(var stream, var something) ->
        name(stream) + (something ? "!~" : "~");
      case Condition.Contains(var stream, var negated, var text) ->
        withValue(condition, name(stream) + (negated ? "!~" : "~"), text.source());
      case Condition.Lines(var stream, var operator, var count) ->
        name(stream) + "_count" + operator.sign() + count;
      case Condition.Compare(Operand.Printed(var stream), var operator, var right) ->
        withValue(condition, name(stream) + operator.sign(), right.source());
      case Condition.Compare(Operand.Value(var left), var operator, var right) ->
        withValue(condition, left.source() + operator.sign(), right.source());
      case Condition.OfSubtasks(var what, var number) -> switch (what) {
        case ALL_SUCCESS, ANY_SUCCESS, MAJORITY_SUCCESS -> lower(what);
        case MIN_SUCCESS, MAX_SUCCESS, MIN_FAILED, MAX_FAILED -> lower(what) + "=" + number;
      };
    };
  }

  private static String joined(
      List<Condition> all,
      String separator,
      Function<Condition, Boolean> looser) {
    return all.stream()
        .map(c -> inParentheses(c, looser.apply(c)))
        .collect(Collectors.joining(separator));
  }

  private static String inParentheses(Condition condition, boolean needed) {
    return needed ? "(" + of(condition) + ")" : of(condition);
  }

  /// Quotes are put around a value that would be read as another one without them.
  private static String withValue(Condition condition, String before, String value) {
    for (var quote : List.of("", "\"", "'")) {
      var text = before + quote + value + quote;
      if (isReadAs(text, condition)) {
        return text;
      }
    }
    return before + value;
  }

  private static boolean isReadAs(String text, Condition condition) {
    try {
      return ConditionParser.parse(text).equals(condition);
    } catch (SyntaxException e) {
      return false;
    }
  }

  private static String name(Stream stream) {
    return lower(stream);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
