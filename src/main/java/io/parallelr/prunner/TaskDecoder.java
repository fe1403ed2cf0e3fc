package io.parallelr.prunner;

import io.parallelr.template.GoDuration;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import java.time.Duration;
import java.util.List;

/// Decodes a task of a pipeline.
final class TaskDecoder {
  private static final List<String> KEYS = List.of(
      "script",
      "depends_on",
      "allow_failure",
      "env",
      "timeout",
      "retries",
      "dir",
      "shell");

  private TaskDecoder() {}

  static PipelineTask decode(Yaml.Entry entry, Problems problems) {
    var name = entry.key();
    if (name.text().isEmpty()) {
      problems.doubt(name.place(), "a task has an empty name; give it one");
    }
    var fields = new Fields(entry.value(), "a task", KEYS, problems);
    return new PipelineTask(
        name.text(),
        fields.list("script", "echo done"),
        fields.oneOrMore("depends_on", "build"),
        fields.environment("env"),
        terms(fields, problems));
  }

  private static PipelineTask.Terms terms(Fields fields, Problems problems) {
    var timeout = fields.duration("timeout");
    if (timeout.isNegative()) {
      problems.error(
          fields.placeOf("timeout"),
          "timeout must not be negative; write it as %s",
          GoDuration.EXAMPLES);
    }
    int retries = fields.integer("retries").orElse(0);
    if (retries < 0) {
      problems.error(
          fields.placeOf("retries"),
          "retries must not be negative; write how often a failed task is tried again");
    }
    var shell = fields.text("shell", PipelineTask.Terms.BASH);
    if (shell.isBlank()) {
      problems.error(fields.placeOf("shell"), "shell must not be blank; write bash or sh");
    }
    return new PipelineTask.Terms(
        fields.truth("allow_failure"),
        timeout.isNegative() ? Duration.ZERO : timeout,
        Math.max(0, retries),
        fields.text("dir", ""),
        shell);
  }
}
