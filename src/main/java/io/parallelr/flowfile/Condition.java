package io.parallelr.flowfile;

import java.util.List;
import java.util.stream.Stream;

/// A condition on the results of tasks.
public sealed interface Condition {
  /// The variables in it.
  default Stream<Reference> references() {
    return simple().flatMap(condition -> switch (condition) {
      case Contains(_, _, var text) -> text.references();
      case Compare(Operand.Value(var left), _, var right) ->
        Stream.concat(left.references(), right.references());
      case Compare(Operand.Output _, _, var right) -> right.references();
      case Exit(_, var code) -> code.references();
      case Lines(_, _, var count) -> count.references();
      case OfSubtasks(_, var number) -> number.references();
      default -> Stream.empty();
    });
  }

  /// The conditions in it that contain no others.
  default Stream<Condition> simple() {
    return switch (this) {
      case Or(var all) -> all.stream().flatMap(Condition::simple);
      case And(var all) -> all.stream().flatMap(Condition::simple);
      case Not(var inner) -> inner.simple();
      case Named(_, var meaning) -> meaning.simple();
      default -> Stream.of(this);
    };
  }

  /// Holds if one of them does.
  record Or(List<Condition> conditions) implements Condition {
    public Or {
      conditions = List.copyOf(conditions);
    }
  }

  /// Holds if all of them do.
  record And(List<Condition> conditions) implements Condition {
    public And {
      conditions = List.copyOf(conditions);
    }
  }

  /// Holds if the other does not.
  record Not(Condition condition) implements Condition {}

  /// `@NAME@`: a global variable that stands for a condition.
  ///
  /// @param source as it was written
  record Named(String source, Condition meaning) implements Condition {}

  /// `true` or `false`.
  record Constant(boolean value) implements Condition {}

  /// `success`: the task succeeded.
  record Success() implements Condition {}

  /// `exit_0`, `exit_not_0`, `exit<3`.
  record Exit(Operator operator, Text code) implements Condition {}

  /// `stdout~` and `stdout!~`: only blanks were printed, or not.
  record IsBlank(StandardStream stream, boolean negated) implements Condition {}

  /// `stdout~text` and `stdout!~text`: the output contains the text, or not.
  record Contains(StandardStream stream, boolean negated, Text text) implements Condition {}

  /// `stdout_count>2`: the number of lines that were printed.
  record Lines(StandardStream stream, Operator operator, Text count) implements Condition {}

  /// `stdout=text`, `@0_exit@<3`: compares values, as numbers if both are numbers.
  record Compare(Operand left, Operator operator, Text right) implements Condition {}

  /// `min_success=2`: counts the subtasks of a block.
  record OfSubtasks(SubtaskCount what, Text number) implements Condition {}

  /// The left side of a comparison.
  sealed interface Operand {
    record Output(StandardStream stream) implements Operand {}

    record Value(Text text) implements Operand {}
  }

  /// A stream to which a task prints.
  enum StandardStream {
    STDOUT, STDERR
  }

  /// How subtasks are counted.
  enum SubtaskCount {
    ALL_SUCCESS, ANY_SUCCESS, MAJORITY_SUCCESS, MIN_SUCCESS, MAX_SUCCESS, MIN_FAILED, MAX_FAILED;

    public boolean takesNumber() {
      return this != ALL_SUCCESS && this != ANY_SUCCESS && this != MAJORITY_SUCCESS;
    }
  }

  /// How two values are compared.
  enum Operator {
    CONTAINS("~"), CONTAINS_NOT("!~"), EQUAL("="), UNEQUAL("!="), LESS("<"), LESS_OR_EQUAL(
        "<="), GREATER(">"), GREATER_OR_EQUAL(">=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }

    /// Whether it holds for a result of [Comparable#compareTo(Object)].
    public boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case UNEQUAL -> comparison != 0;
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
        case CONTAINS, CONTAINS_NOT -> throw new IllegalStateException(sign);
      };
    }
  }
}
