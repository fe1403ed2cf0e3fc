package io.parallelr.template;

import java.util.List;
import java.util.Optional;

/// What a template consists of.
sealed interface Node {
  record Text(int offset, String text) implements Node {}

  /// Prints a value, unless it declares or assigns a variable.
  record Action(Pipe pipe) implements Node {}

  /// `if` or `with`.
  ///
  /// @param branches the first one whose value is true is rendered
  /// @param changesDot `.` is that value in it
  record Condition(List<Branch> branches, List<Node> otherwise, boolean changesDot)
      implements
        Node {}

  record Branch(Pipe pipe, List<Node> body) {}

  record Range(Pipe pipe, List<Node> body, List<Node> otherwise) implements Node {}

  /// Renders another template.
  ///
  /// @param argument its `.`, which is null without
  record Invoke(int offset, String template, Optional<Pipe> argument) implements Node {}

  record Break(int offset) implements Node {}

  record Continue(int offset) implements Node {}

  /// Commands of which each gets the result of the one before it as its last argument.
  ///
  /// @param variables declared or assigned, with their `$`
  record Pipe(int offset, List<String> variables, boolean assigns, List<Command> commands) {}

  record Command(Operand first, List<Operand> arguments) {}

  /// A value in a command.
  sealed interface Operand {
    int offset();

    record Literal(int offset, Value value) implements Operand {}

    record Dot(int offset) implements Operand {}

    record Variable(int offset, String name) implements Operand {}

    record Function(int offset, String name) implements Operand {}

    record Group(int offset, Pipe pipe) implements Operand {}

    /// Keys looked up one after the other.
    record Lookup(Operand start, List<Key> keys) implements Operand {
      @Override
      public int offset() {
        return keys.getFirst().offset();
      }
    }
  }

  record Key(int offset, String name) {}
}
