package io.parallelr.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The variables of a template that is being rendered; later ones hide earlier ones.
final class Variables {
  private final List<String> names = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();

  /// @param root the value of `$`
  Variables(Value root) {
    declare("$", root);
  }

  void declare(String name, Value value) {
    names.add(name);
    values.add(value);
  }

  /// Gives a variable another value.
  ///
  /// @return false if there is no such variable
  boolean assign(String name, Value value) {
    int index = names.lastIndexOf(name);
    if (index >= 0) {
      values.set(index, value);
    }
    return index >= 0;
  }

  Optional<Value> get(String name) {
    int index = names.lastIndexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(values.get(index));
  }

  /// How much work it is to find one, as [Meter] counts.
  int cost() {
    return 1 + names.size() / 64;
  }

  /// Begins a block.
  ///
  /// @return what [#end] takes to drop the variables that are declared from here on
  int begin() {
    return names.size();
  }

  void end(int begun) {
    names.subList(begun, names.size()).clear();
    values.subList(begun, values.size()).clear();
  }
}
