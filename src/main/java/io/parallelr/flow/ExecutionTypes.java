package io.parallelr.flow;
import io.parallelr.flowfile.Dialect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The execution types: the built-in ones, and those of the site, which override them.
///
/// @param own those of the site, by name
public record ExecutionTypes(Dialect dialect, Map<String, ExecutionType> own) {
  private static final List<String> BUILT_IN =
      List.of("local", "pbrun", "p7s", "shell", "ssh", "wwrs");

  public ExecutionTypes {
    own = Map.copyOf(own);
  }

  /// The built-in ones alone.
  static ExecutionTypes builtIn(Dialect dialect) {
    return new ExecutionTypes(dialect, Map.of());
  }

  /// The type with a name.
  ///
  /// @return empty if no type has this name
  public Optional<ExecutionType> named(String name) {
    return Optional.ofNullable(own.get(name))
        .or(() -> ExecutionType.builtIn(name.toLowerCase(Locale.ROOT), dialect));
  }

  /// All names, for messages.
  public String names() {
    var names = new TreeSet<>(own.keySet());
    names.addAll(BUILT_IN);
    return String.join(", ", names);
  }
}
