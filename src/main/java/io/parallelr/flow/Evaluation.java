package io.parallelr.flow;
import io.parallelr.flowfile.Condition;
import io.parallelr.flowfile.Condition.Operand;
import io.parallelr.flowfile.Condition.Operator;
import io.parallelr.flowfile.Text;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Evaluates conditions. The output of a task is compared as a value, and never parsed as a
/// condition.
///
/// @param result that `exit`, `stdout` and `success` are of
/// @param subtasks of a block; empty for other tasks
/// @param values of variables; a comparison with a variable without a value does not hold
record Evaluation(
    StepResult result,
    List<StepResult> subtasks,
    VariableLookup values) {

  Evaluation(StepResult result, VariableLookup values) {
    this(result, List.of(), values);
  }

  boolean holds(Condition condition) {
    condition.references().forEach(values::asked);
    return isTrue(condition);
  }

  private boolean isTrue(Condition condition) {
    return switch (condition) {
      case Condition.Or(var all) -> all.stream().anyMatch(this::isTrue);
      case Condition.And(var all) -> all.stream().allMatch(this::isTrue);
      case Condition.Not(var inner) -> !isTrue(inner);
      case Condition.Named(_, var meaning) -> isTrue(meaning);
      case Condition.Constant(var value) -> value;
      case Condition.Success() -> result.success();
      case Condition.Exit(var operator, var code) ->
        value(code).map(c -> holds(operator, Integer.toString(result.exit()), c)).orElse(false);
      case Condition.IsBlank(var stream, var something) ->
        result.printed(stream).isBlank() != something;
      case Condition.Contains(var stream, var negated, var text) -> value(text)
          .map(t -> result.printed(stream).contains(t) != negated)
          .orElse(false);
      case Condition.Lines(var stream, var operator, var count) ->
        value(count).map(c -> holds(operator, Long.toString(result.printed(stream).lines()), c))
            .orElse(false);
      case Condition.Compare(var left, var operator, var right) -> value(left)
          .flatMap(l -> value(right).map(r -> holds(operator, l, r)))
          .orElse(false);
      case Condition.OfSubtasks(var what, var number) -> value(number)
          .filter(n -> n.strip().matches("-?\\d{1,9}"))
          .map(n -> holds(what, Integer.parseInt(n.strip()), subtasks))
          .orElse(false);
    };
  }

  private static boolean holds(Condition.SubtaskCount what, int number,
      Collection<StepResult> subtasks) {
    int all = subtasks.size();
    int succeeded = (int) subtasks.stream().filter(StepResult::success).count();
    return switch (what) {
      case ALL_SUCCESS -> succeeded == all;
      case ANY_SUCCESS -> succeeded > 0;
      case MAJORITY_SUCCESS -> 2 * succeeded > all;
      case MIN_SUCCESS -> succeeded >= number;
      case MAX_SUCCESS -> succeeded <= number;
      case MIN_FAILED -> all - succeeded >= number;
      case MAX_FAILED -> all - succeeded <= number;
    };
  }

  private Optional<String> value(Operand operand) {
    return switch (operand) {
      case Operand.Output(var stream) -> Optional.of(result.printed(stream).text());
      case Operand.Value(var text) -> value(text);
    };
  }

  private Optional<String> value(Text text) {
    try {
      return Optional.of(text.resolve(values::of));
    } catch (Text.UnresolvedException e) {
      return Optional.empty();
    }
  }

  /// Compares two values: as numbers if both are numbers, as truth values if both are truth values,
  /// else as texts, which can only be equal or unequal.
  static boolean holds(Operator operator, String left, String right) {
    switch (operator) {
      case CONTAINS -> {
        return left.contains(right);
      }
      case CONTAINS_NOT -> {
        return !left.contains(right);
      }
      default -> {
      } // compared below
    }
    var a = number(left);
    var b = number(right);
    if (a.isPresent() && b.isPresent()) {
      return operator.holds(a.get().compareTo(b.get()));
    }
    boolean truths = isTruth(left) && isTruth(right);
    boolean same = truths
        ? left.strip().equalsIgnoreCase(right.strip())
        : left.strip().equals(right.strip());
    return switch (operator) {
      case EQUAL -> same;
      case UNEQUAL -> !same;
      default -> false;
    };
  }

  private static boolean isTruth(String text) {
    var word = text.strip().toLowerCase(Locale.ROOT);
    return word.equals("true") || word.equals("false");
  }

  private static Optional<BigDecimal> number(String text) {
    var digits = text.strip();
    return (digits.length() <= 1000 && digits.matches("[-+]?\\d+(\\.\\d+)?"))
        ? Optional.of(new BigDecimal(digits))
        : Optional.empty();
  }
}
