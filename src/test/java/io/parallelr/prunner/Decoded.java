package io.parallelr.prunner;

import io.parallelr.yaml.Problem;
import io.parallelr.yaml.Problems;
import java.util.List;

/// Decodes the text of a file of pipelines for tests.
final class Decoded {
  private Decoded() {}

  static List<Pipeline> pipelines(String text) {
    return FileDecoder.decode(text, new Problems("p.yml", false));
  }

  /// The first pipeline, of which everything must be right.
  static Pipeline pipeline(String text) {
    var problems = new Problems("p.yml", false);
    var pipelines = FileDecoder.decode(text, problems);
    if (!problems.sorted().isEmpty()) {
      throw new AssertionError(problems.sorted().toString());
    }
    return pipelines.getFirst();
  }

  static List<String> errors(String text) {
    return problems(text).stream().filter(Problem::isError).map(Problem::toString).toList();
  }

  static List<String> warnings(String text) {
    return problems(text).stream().filter(p -> !p.isError()).map(Problem::toString).toList();
  }

  private static List<Problem> problems(String text) {
    var problems = new Problems("p.yml", false);
    FileDecoder.decode(text, problems);
    return problems.sorted();
  }
}
