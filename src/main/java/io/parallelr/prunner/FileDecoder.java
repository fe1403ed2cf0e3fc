package io.parallelr.prunner;

import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import io.parallelr.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;

/// Decodes a file of pipelines from its text.
final class FileDecoder {
  private final Problems problems;

  private FileDecoder(Problems problems) {
    this.problems = problems;
  }

  /// The pipelines of a file, in its order; where something is wrong, defaults stand for it.
  static List<Pipeline> decode(String text, Problems problems) {
    return new YamlReader(problems, "write pipelines: {} if it is to define none").read(text)
        .map(new FileDecoder(problems)::pipelines)
        .orElse(List.of());
  }

  private List<Pipeline> pipelines(Yaml document) {
    var fields = new Fields(document, "the file", List.of("pipelines"), problems);
    var pipelines = new ArrayList<Pipeline>();
    fields.get("pipelines").ifPresent(value -> {
      for (var entry : Fields.entries(value, "pipelines", problems)) {
        pipelines.add(new PipelineDecoder(entry.key(), problems).decode(entry.value()));
      }
    });
    return pipelines;
  }
}
