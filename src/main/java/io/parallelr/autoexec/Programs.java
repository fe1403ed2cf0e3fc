package io.parallelr.autoexec;

import io.parallelr.os.SearchPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which programs a step can use.
final class Programs {
  private Programs() {}

  /// The first of some programs that is there.
  ///
  /// @param environment of the step, which may have another PATH
  static Optional<String> first(Map<String, String> environment, List<String> names) {
    var path = Optional.ofNullable(environment.get("PATH"))
        .map(SearchPath::new)
        .orElseGet(SearchPath::ofThisProcess);
    return names.stream().filter(name -> path.find(name, Path.of("/")).isPresent()).findFirst();
  }

  /// A word for a shell, whatever is in it.
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
