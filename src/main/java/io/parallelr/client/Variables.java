package io.parallelr.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonValues;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The variables of a job, as they are given on the command line: `name=text`, or `name:=` and a
/// JSON value.
final class Variables {
  private static final String STDIN = "-";

  private Variables() {}

  /// Reads a file with a JSON object, and puts single ones over it.
  ///
  /// @param file or `-` for standard input; null for none
  static Map<String, @Nullable Object> of(
      @Nullable Path file,
      List<String> given,
      InputStream stdin) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    if (file != null) {
      all.putAll(read(file, stdin));
    }
    for (var word : given) {
      int equals = word.indexOf('=');
      int end = equals > 0 && word.charAt(equals - 1) == ':' ? equals - 1 : equals;
      if (end < 1) {
        throw usage("-v: '%s' has no name; write name=text, or name:=JSON".formatted(word));
      }
      var value = word.substring(equals + 1);
      all.put(word.substring(0, end), end == equals ? value : json(word, value));
    }
    return all;
  }

  private static @Nullable Object json(String word, String value) {
    try {
      var read = JsonValues.object("{\"it\":" + value + "\n}");
      if (read.size() == 1) {
        return read.get("it");
      }
    } catch (IOException _) {
      // the same as several values
    }
    throw usage("-v: '%s' has no JSON value behind :=; write texts with = alone".formatted(word));
  }

  private static Map<String, @Nullable Object> read(Path file, InputStream stdin) {
    var name = NativeText.of(file);
    try {
      var bytes = name.equals(STDIN) ? stdin.readAllBytes() : Files.readAllBytes(file);
      return JsonValues.object(new String(bytes, UTF_8));
    } catch (IOException e) {
      throw usage("--vars-file %s: %s; it must hold a JSON object".formatted(name, Reason.of(e)));
    }
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
