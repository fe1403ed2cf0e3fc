package io.parallelr.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonValues;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.store.JobHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// How the tasks of a job get its variables without any text being pasted into their scripts: as a
/// file of JSON, and as variables of their environment.
final class VariablesFile {
  private static final String NAME = "PRUNNER_VARS_FILE";
  private static final String PREFIX = "PRUNNER_VAR_";
  /// Linux takes 128 KiB for one variable; execve(2).
  private static final int LONGEST = 100 << 10;
  private static final String NONE = "{}";

  private VariablesFile() {}

  /// Writes the file, unless it is there, and gives the variables.
  static Map<String, String> write(Path file, JobHead head) throws IOException {
    if (head.variables().equals(NONE)) {
      return Map.of();
    }
    if (!Files.exists(file)) {
      AtomicFile.writeUnsynced(file, head.variables());
    }
    var environment = new LinkedHashMap<String, String>();
    environment.put(NAME, NativeText.of(file));
    JsonValues.object(head.variables()).forEach((name, value) -> {
      var text = value instanceof String s ? s : JsonValues.text(value);
      if (text.indexOf('\0') < 0 && text.getBytes(UTF_8).length < LONGEST) {
        environment.put(PREFIX + name.replaceAll("[^A-Za-z0-9_]", "_"), text);
      }
    });
    return environment;
  }
}
