package io.parallelr.queue;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The supervisor that has taken files, as it says of itself beside them.
///
/// @param boot of the machine it runs on
/// @param directory of its run, on that machine
public record Owner(String runId, String host, String boot, long pid, Path directory) {
  static final String FILE = ".owner";
  static final String LOCK = ".lock";
  private static final String BEAT = ".beat";

  String toJson() {
    return JsonText.object(json -> {
      json.writeStringProperty("run_id", runId);
      json.writeStringProperty("hostname", host);
      json.writeStringProperty("boot_id", boot);
      json.writeNumberProperty("pid", pid);
      json.writeStringProperty("run_directory", directory.toString());
    });
  }

  static Owner parse(String text) throws IOException {
    var json = JsonObject.parse(text);
    return new Owner(
        json.text("run_id").orElse(""),
        json.text("hostname").orElse(""),
        json.text("boot_id").orElse(""),
        json.number("pid").orElse(0L),
        Path.of(json.text("run_directory").orElse("")));
  }

  /// Who a directory of taken files belongs to.
  ///
  /// @throws IOException if it does not say so
  static Owner of(Path directory) throws IOException {
    return parse(Files.readString(directory.resolve(FILE)));
  }

  /// Gives a sign of life. The file server says when it was, not this machine's clock.
  static void beat(Path directory) throws IOException {
    Files.writeString(directory.resolve(BEAT), ".");
  }

  /// How long after another's sign of life this one was given; by the file server's clock.
  static Duration since(Path theirs, Path mine) throws IOException {
    return Duration.between(
        Files.getLastModifiedTime(theirs.resolve(BEAT)).toInstant(),
        Files.getLastModifiedTime(mine.resolve(BEAT)).toInstant());
  }

  static void delete(Path directory) throws IOException {
    for (var name : List.of(FILE, BEAT, LOCK)) {
      Files.deleteIfExists(directory.resolve(name));
    }
  }
}
