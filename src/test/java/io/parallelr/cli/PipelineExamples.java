package io.parallelr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An example of the documentation of the server.
///
/// @param yaml of its file
/// @param calls that are shown with it
record PipelineExamples(String yaml, List<Call> calls) {
  private static final Path DOCUMENT = Path.of("docs/pipelines.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("```yaml\n(.*?)```\n(?:\n```console\n(.*?)```\n)?", Pattern.DOTALL);
  private static final Pattern CALL = Pattern.compile("\\$ (.*)\n((?:[^$].*\n)*)");

  /// A command and what it prints.
  record Call(String command, String output) {}

  static Stream<PipelineExamples> all() throws IOException {
    return of(DOCUMENT);
  }

  static Stream<PipelineExamples> of(Path document) throws IOException {
    return EXAMPLE.matcher(Files.readString(document))
        .results()
        .map(
            found -> new PipelineExamples(
                found.group(1),
                found.group(2) == null
                    ? List.of()
                    : CALL.matcher(found.group(2))
                        .results()
                        .map(call -> new Call(call.group(1), call.group(2)))
                        .toList()));
  }

  @Override
  public String toString() {
    return yaml.lines().skip(1).findFirst().orElse("").strip();
  }
}
