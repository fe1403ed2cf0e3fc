package io.parallelr.flow;
import io.parallelr.flowfile.Dialect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The execution types that there are: built in, and of the site's own, which go before.
///
/// @param own by name
public record ExecutionTypes(Dialect dialect, Map<String, ExecutionType> own) {
  private static final List<String> BUILT_IN =
      List.of("local", "pbrun", "p7s", "shell", "ssh", "wwrs");

  public ExecutionTypes {
    own = Map.copyOf(own);
  }

  /// Those that are built in alone.
  static ExecutionTypes builtIn(Dialect dialect) {
    return new ExecutionTypes(dialect, Map.of());
  }

  /// The type of a name.
  ///
  /// @return empty if there is none
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
