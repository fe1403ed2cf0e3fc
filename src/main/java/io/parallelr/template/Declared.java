package io.parallelr.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The variables that are known at a place of a template, while it is parsed.
final class Declared {
  private final List<String> names = new ArrayList<>();
  private final Set<String> known = new HashSet<>(Set.of("$"));

  boolean has(String name) {
    return known.contains(name);
  }

  void add(List<String> more) {
    more.stream().filter(known::add).forEach(names::add);
  }

  /// Begins a block.
  ///
  /// @return what [#end] takes to forget the variables that are declared from here on
  int begin() {
    return names.size();
  }

  void end(int begun) {
    var inner = names.subList(begun, names.size());
    inner.forEach(known::remove);
    inner.clear();
  }
}
