package io.parallelr.queue;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files whose tasks have ended and that cannot be put where they belong. They stay where they
/// ran and are never run again: their results are recorded beside them, for the supervisor that
/// finds them later. May be used by any threads.
final class Endings {
  private static final Logger log = LoggerFactory.getLogger(Endings.class);
  static final String FILE = ".results";

  /// The result of a file.
  ///
  /// @param reason why it is still there
  record Ending(Claim claim, boolean succeeded, String reason) {}

  private final Map<Path, Ending> stuck = new LinkedHashMap<>();

  /// A file cannot be moved away.
  synchronized void add(Claim claim, boolean succeeded, String reason) {
    if (stuck.put(claim.path(), new Ending(claim, succeeded, reason)) == null) {
      log.warn(
          "{} {}, but cannot be moved away: {}; it is not run again, and the move is tried again"
              + " every minute",
          Printable.of(NativeText.of(claim.path())),
          succeeded ? "succeeded" : "did not succeed",
          Printable.of(reason));
      write(claim.directory());
    }
  }

  /// A file was moved away.
  synchronized void remove(Claim claim) {
    if (stuck.remove(claim.path()) != null) {
      log.info("{} has now been moved away", Printable.of(NativeText.of(claim.path())));
      write(claim.directory());
    }
  }

  synchronized List<Ending> all() {
    return List.copyOf(stuck.values());
  }

  private void write(Path directory) {
    var file = directory.resolve(FILE);
    var here = stuck.values()
        .stream()
        .filter(ending -> ending.claim().directory().equals(directory))
        .toList();
    try {
      if (here.isEmpty()) {
        Files.deleteIfExists(file);
        return;
      }
      AtomicFile.write(file, JsonText.object(json -> {
        JsonText.objects(json, "files", here, ending -> {
          json.writeStringProperty("name", NativeText.of(ending.claim().name()));
          json.writeBooleanProperty("succeeded", ending.succeeded());
          json.writeStringProperty("reason", ending.reason());
        });
      }) + '\n');
      Owner.showToOthers(file);
    } catch (IOException e) {
      log.warn("{} cannot be written: {}; the journal has the results", file, Reasons.of(e));
    }
  }

  /// What a supervisor has recorded of its files.
  ///
  /// @return by name; empty if nothing can be read
  static Map<String, Recorded> read(Path directory) {
    var found = new LinkedHashMap<String, Recorded>();
    try {
      for (var o : JsonObject.parse(Owner.readSmall(directory.resolve(FILE))).objects("files")) {
        found.put(
            o.text("name").orElse(""),
            new Recorded(o.flag("succeeded"), o.text("reason").orElse("")));
      }
    } catch (IOException e) {
      log.debug("no results in {}: {}", directory, Reason.withPath(e));
    }
    return found;
  }

  /// What is recorded of a file.
  record Recorded(boolean succeeded, String reason) {}

  /// Whether the file of a name is one of those.
  static Optional<Boolean> result(Map<String, Recorded> recorded, Path name) {
    return Optional.ofNullable(recorded.get(NativeText.of(name))).map(Recorded::succeeded);
  }
}
