package io.parallelr.prunner;

import io.parallelr.yaml.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// Files of pipelines that cannot be used; the message has a line for each error.
public final class InvalidDefinitionsException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient List<Problem> problems;

  /// @param problems at least one error, and warnings
  InvalidDefinitionsException(List<Problem> problems) {
    super(
        problems.stream()
            .filter(Problem::isError)
            .map(p -> "loading " + p)
            .collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /// All errors and warnings, in the order of files and lines.
  public List<Problem> problems() {
    return problems;
  }
}
