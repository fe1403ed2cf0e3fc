package io.parallelr.autoexec;

import io.parallelr.http.Exchange;
import io.parallelr.yaml.JsonReader;
import io.parallelr.yaml.Problem;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import io.parallelr.yaml.YamlReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The body of a request: JSON or YAML.
///
/// @param coerces whether plain words and numbers are texts, too, as in YAML
/// @param problems what is found to be wrong
record Document(Yaml root, boolean coerces, Problems problems) {
  private static final int MOST_PROBLEMS = 5;

  /// The language of a text.
  enum Format {
    JSON, YAML
  }

  /// Reads the body of a request in the language that its type says, or else in the one that it
  /// looks like.
  static Document of(Exchange exchange) throws RefusedException, IOException {
    return of(exchange, exchange.bodyText());
  }

  /// The same, if the body was read already.
  static Document of(Exchange exchange, String text) throws RefusedException {
    var type = exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.contains("yaml")) {
      return parse(text, Format.YAML);
    }
    return parse(text, type.contains("json") || looksLikeJson(text) ? Format.JSON : Format.YAML);
  }

  private static boolean looksLikeJson(String text) {
    var stripped = text.strip();
    return stripped.startsWith("{") || stripped.startsWith("[");
  }

  static Document parse(String text, Format format) throws RefusedException {
    var problems = new Problems("", false);
    var root = format == Format.JSON
        ? new JsonReader(problems).read(text)
        : new YamlReader(problems, "send a task").read(text);
    refuse(problems);
    return new Document(root.orElseThrow(), format == Format.YAML, problems);
  }

  /// Refuses what has errors so far.
  void refuse() throws RefusedException {
    refuse(problems);
  }

  private static void refuse(Problems problems) throws RefusedException {
    var errors = problems.sorted().stream().filter(Problem::isError).toList();
    if (!errors.isEmpty()) {
      throw new RefusedException(Reply.FAILED, shown(errors));
    }
  }

  private static String shown(List<Problem> errors) {
    var shown = errors.stream()
        .limit(MOST_PROBLEMS)
        .map(Document::shown)
        .collect(Collectors.joining("; "));
    int more = errors.size() - MOST_PROBLEMS;
    return more > 0 ? shown + "; and %d more".formatted(more) : shown;
  }

  private static String shown(Problem error) {
    var place = error.place();
    return place.line() == 0
        ? error.message()
        : "line %d, column %d: %s".formatted(place.line(), place.column(), error.message());
  }
}
