package io.parallelr.queue;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files that cannot be taken now, each for a reason of its own. They are reported once and
/// left alone for a while; what can be shown of them is written down for `parallelr queue`. May be
/// used by any threads.
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
  static final String FILE = ".refused";
  static final Duration PAUSE = Duration.ofMinutes(5);
  private static final int TOLD = 20;
  private static final int LISTED = 1000;

  /// Why a file is not taken.
  public record Refusal(String name, String reason) {}

  /// What a supervisor says of them.
  ///
  /// @param count of all
  /// @param files some of them
  record Listed(long count, List<Refusal> files) {}

  private final Path file;
  private final Fingerprints refused = new Fingerprints();
  private final Fingerprints reported = new Fingerprints();
  private final Map<Path, String> listed = new LinkedHashMap<>();
  private long count;
  private int toldOf;
  private long clearedAt;
  private boolean isChanged;

  /// @param mine where the list is kept
  /// @param now by [System#nanoTime()]
  Refusals(Path mine, long now) {
    this.file = mine.resolve(FILE);
    this.clearedAt = now;
  }

  /// Whether a file is left alone. One that was changed in any way is tried again at once.
  synchronized boolean has(WaitingFile waiting) {
    return refused.contains(waiting.fingerprint());
  }

  /// A file cannot be taken.
  synchronized void refuse(Path path, long fingerprint, String reason) {
    if (refused.add(fingerprint)) {
      count++;
    }
    list(Names.last(path), reason);
    if (reported.add(path.hashCode() * 0x9E3779B97F4A7C15L)) {
      tell(path, reason);
    }
  }

  /// A file is left alone for a moment, which needs no warning.
  synchronized void postpone(Path path, String reason) {
    list(Names.last(path), reason);
  }

  /// A file was taken.
  synchronized void taken(Path name) {
    isChanged |= listed.remove(name) != null;
  }

  private void list(Path name, String reason) {
    if (listed.size() < LISTED || listed.containsKey(name)) {
      isChanged |= !reason.equals(listed.put(name, reason));
    }
  }

  private void tell(Path path, String reason) {
    toldOf++;
    if (toldOf < TOLD) {
      log.warn(
          "{} cannot be taken and is left where it is: {}; it is tried again every {} minutes",
          Printable.of(NativeText.of(path)),
          Printable.of(reason),
          PAUSE.toMinutes());
    } else if (toldOf == TOLD) {
      log.warn("more files cannot be taken; `parallelr queue` shows them");
    }
  }

  /// Writes down what has changed, and lets all be tried again when it is time.
  ///
  /// @throws IOException if it cannot be written
  void keep(long now) throws IOException {
    String text;
    synchronized (this) {
      if (now - clearedAt >= PAUSE.toNanos()) {
        clearedAt = now;
        refused.clear();
        isChanged |= !listed.isEmpty();
        listed.clear();
        count = 0;
      }
      if (!isChanged) {
        return;
      }
      isChanged = false;
      text = toJson();
    }
    AtomicFile.write(file, text);
    Owner.showToOthers(file);
  }

  private String toJson() {
    return JsonText.object(json -> {
      json.writeNumberProperty("count", Math.max(count, listed.size()));
      JsonText.objects(json, "files", new ArrayList<>(listed.entrySet()), entry -> {
        json.writeStringProperty("name", NativeText.of(entry.getKey()));
        json.writeStringProperty("reason", entry.getValue());
      });
    }) + '\n';
  }

  /// Reads what a supervisor has written down.
  ///
  /// @param directory of the files that it has taken
  /// @return nothing if there is nothing that can be read
  static Listed read(Path directory) {
    try {
      var json = JsonObject.parse(Owner.readSmall(directory.resolve(FILE)));
      return new Listed(
          json.number("count").orElse(0L),
          json.objects("files")
              .stream()
              .map(o -> new Refusal(o.text("name").orElse(""), o.text("reason").orElse("")))
              .toList());
    } catch (IOException e) {
      return new Listed(0, List.of());
    }
  }
}
