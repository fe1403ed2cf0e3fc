package io.parallelr.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Evaluates an expression.
final class Evaluator {
  private static final int LONGEST_RANGE = 10_000;

  private final Map<String, ? extends @Nullable Object> facts;

  Evaluator(Map<String, ? extends @Nullable Object> facts) {
    this.facts = facts;
  }

  @Nullable
  Object value(Node node) throws ExpressionException {
    return switch (node) {
      case Node.Literal(var value) -> value;
      case Node.Name(var name) -> named(name);
      case Node.ListOf(var elements) -> values(elements);
      case Node.Member(var of, var key, var isOptional) ->
        member(value(of), value(key), isOptional);
      case Node.Unary(var operator, var operand) -> operator.equals("not")
          ? !truth(operand)
          : Arithmetic.negative(value(operand));
      case Node.Binary(var operator, var left, var right) -> binary(operator, left, right);
      case Node.Choice(var condition, var then, var otherwise) ->
        truth(condition) ? value(then) : value(otherwise);
      case Node.Call(var function, var arguments) -> Functions.call(function, values(arguments));
    };
  }

  private @Nullable Object named(String name) throws ExpressionException {
    if (!facts.containsKey(name)) {
      throw new ExpressionException(
          "there is no %s; there are %s".formatted(
              name, String.join(", ", facts.keySet().stream().sorted().toList())));
    }
    return facts.get(name);
  }

  private List<@Nullable Object> values(List<Node> nodes) throws ExpressionException {
    var values = new ArrayList<@Nullable Object>();
    for (var node : nodes) {
      values.add(value(node));
    }
    return values;
  }

  private boolean truth(Node node) throws ExpressionException {
    var value = value(node);
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new ExpressionException(
        "%s where true or false is expected".formatted(Values.kind(value)));
  }

  private static @Nullable Object member(
      @Nullable Object of,
      @Nullable Object key,
      boolean isOptional) throws ExpressionException {
    return switch (of) {
      case Map<?, ?> map -> map.get(key);
      case List<?> list when key instanceof Long place -> element(list, place);
      case null -> nothing(key, isOptional);
      default -> throw new ExpressionException(
          "%s has no %s".formatted(Values.kind(of), key));
    };
  }

  private static @Nullable Object nothing(@Nullable Object key, boolean isOptional)
      throws ExpressionException {
    if (isOptional) {
      return null;
    }
    throw new ExpressionException("%s of nil".formatted(key));
  }

  /// Negative places count from the end.
  private static @Nullable Object element(List<?> list, long place) throws ExpressionException {
    long index = place < 0 ? list.size() + place : place;
    if (index < 0 || index >= list.size()) {
      throw new ExpressionException(
          "element %d of a list of %d".formatted(place, list.size()));
    }
    return list.get((int) index);
  }

  private @Nullable Object binary(String operator, Node left, Node right)
      throws ExpressionException {
    return switch (operator) {
      case "and", "&&" -> truth(left) && truth(right);
      case "or", "||" -> truth(left) || truth(right);
      case "??" -> {
        var value = value(left);
        yield value == null ? value(right) : value;
      }
      default -> binary(operator, value(left), value(right));
    };
  }

  private static Object binary(String operator, @Nullable Object left, @Nullable Object right)
      throws ExpressionException {
    return switch (operator) {
      case "==" -> Values.areEqual(left, right);
      case "!=" -> !Values.areEqual(left, right);
      case "<" -> order(operator, left, right) < 0;
      case "<=" -> order(operator, left, right) <= 0;
      case ">" -> order(operator, left, right) > 0;
      case ">=" -> order(operator, left, right) >= 0;
      case "in" -> isIn(left, right);
      case "not in" -> !isIn(left, right);
      case "contains" -> text(operator, left).contains(text(operator, right));
      case "startsWith" -> text(operator, left).startsWith(text(operator, right));
      case "endsWith" -> text(operator, left).endsWith(text(operator, right));
      case "matches" -> matches(text(operator, left), text(operator, right));
      case ".." -> range(left, right);
      case "+" -> left instanceof String a && right instanceof String b
          ? a + b
          : Arithmetic.result(operator, left, right);
      default -> Arithmetic.result(operator, left, right);
    };
  }

  private static int order(String operator, @Nullable Object left, @Nullable Object right)
      throws ExpressionException {
    if (left instanceof Number a && right instanceof Number b) {
      return Values.compare(a, b);
    }
    if (left instanceof String a && right instanceof String b) {
      return a.compareTo(b);
    }
    throw new ExpressionException(
        "%s %s %s: only numbers or texts can be compared".formatted(
            Values.kind(left), operator, Values.kind(right)));
  }

  private static boolean isIn(@Nullable Object value, @Nullable Object all)
      throws ExpressionException {
    return switch (all) {
      case List<?> list -> list.stream().anyMatch(e -> Values.areEqual(e, value));
      case Map<?, ?> map -> map.containsKey(value);
      case null -> false;
      default -> throw new ExpressionException(
          "in %s: a list or a map is expected".formatted(Values.kind(all)));
    };
  }

  private static String text(String operator, @Nullable Object value) throws ExpressionException {
    if (value instanceof String text) {
      return text;
    }
    throw new ExpressionException(
        "%s: %s where a text is expected".formatted(operator, Values.kind(value)));
  }

  /// In the syntax of RE2, which takes linear time whatever the pattern is.
  private static boolean matches(String text, String pattern) throws ExpressionException {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new ExpressionException(
          "matches: the pattern %s is malformed: %s".formatted(pattern, e.getDescription()));
    }
  }

  private static List<Long> range(@Nullable Object first, @Nullable Object last)
      throws ExpressionException {
    if (!(first instanceof Long from && last instanceof Long to)) {
      throw new ExpressionException("..: two whole numbers are expected");
    }
    long steps = to - from;
    if (to > from && (steps < 0 || steps >= LONGEST_RANGE)) { // negative if it overflows
      throw new ExpressionException(
          "%d..%d has more than %d numbers".formatted(from, to, LONGEST_RANGE));
    }
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
