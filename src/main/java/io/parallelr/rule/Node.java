package io.parallelr.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of an expression.
sealed interface Node {
  record Literal(@Nullable Object value) implements Node {}

  record Name(String name) implements Node {}

  record ListOf(List<Node> elements) implements Node {}

  /// What is in a map or a list.
  ///
  /// @param isOptional whether it is nil if there is nothing to look into
  record Member(Node of, Node key, boolean isOptional) implements Node {}

  record Unary(String operator, Node operand) implements Node {}

  record Binary(String operator, Node left, Node right) implements Node {}

  record Choice(Node condition, Node then, Node otherwise) implements Node {}

  record Call(String function, List<Node> arguments) implements Node {}
}
