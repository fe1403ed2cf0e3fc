package io.parallelr.autoexec;

import io.parallelr.job.Work;
import java.util.List;

/// What the contents of `mkdir` and `touch` steps say, in JSON or YAML.
final class MadeFiles {
  private MadeFiles() {}

  static Work of(TaskRequest.Step step) throws RefusedException {
    boolean isJson = step.content().strip().startsWith("{");
    try {
      var document = Document.parse(
          step.content(),
          isJson ? Document.Format.JSON : Document.Format.YAML);
      var content = new Members(document, document.root(), "the content");
      if (content.text("path").isEmpty()) {
        content.error("path", "path is required");
      }
      var path = content.text("path");
      var text = content.text("content");
      boolean replaces = content.truth("overwrite");
      document.refuse();
      return new Work.Make(
          List.of(
              step.type().equalsIgnoreCase("mkdir")
                  ? new Work.Entry.Directory(path)
                  : new Work.Entry.File(path, text, replaces)));
    } catch (RefusedException e) {
      throw new RefusedException(
          e.reply(),
          "content of step %s: %s".formatted(step.name(), e.getMessage()));
    }
  }
}
