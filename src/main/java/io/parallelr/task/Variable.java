package io.parallelr.task;

import java.util.Objects;
import java.util.Optional;

/// A variable of the environment, as users give them. The system ends both its name and its value
/// at a NUL character, and takes the first `=` for the end of the name.
public final class Variable {
  private Variable() {}

  /// Why a process cannot be given a variable; empty if it can.
  public static Optional<String> objection(String name, String value) {
    Objects.requireNonNull(name, "the name of a variable");
    Objects.requireNonNull(value, "the value of a variable");
    if (name.isEmpty() || name.indexOf('=') >= 0 || hasNul(name)) {
      return Optional.of(
          "\"%s\" cannot be the name of a variable".formatted(Printable.of(name)));
    }
    return hasNul(value)
        ? Optional.of("the value of %s has a NUL character".formatted(Printable.of(name)))
        : Optional.empty();
  }

  /// Whether a text has a character that neither a variable nor an argument can have.
  public static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }
}
