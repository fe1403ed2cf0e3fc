package io.parallelr.webruns;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.history.Runs;
import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The watched directories that the newest runs serve, or have served. What a run was asked to do
/// never changes, and is read once. For any threads.
final class Queues {
  private static final int MOST_RUNS = 1_000;
  private static final int ID_BYTES = 8;
  private static final String IGNORED = "queue.ignore=";

  private final Runs runs;
  private final Map<String, Optional<Path>> ofRuns = new ConcurrentHashMap<>();

  Queues(Runs runs) {
    this.runs = runs;
  }

  /// A watched directory.
  ///
  /// @param runs the ids of those that serve it or have served it, the newest first
  record Queue(String id, Path directory, List<String> runs) {}

  /// All known directories, the one with the newest run first.
  List<Queue> all() {
    var byDirectory = new LinkedHashMap<Path, List<String>>();
    var names = runs.names();
    for (var name : names.subList(0, Math.min(MOST_RUNS, names.size()))) {
      directory(name)
          .ifPresent(path -> byDirectory.computeIfAbsent(path, _ -> new ArrayList<>()).add(name));
    }
    if (ofRuns.size() > 2 * MOST_RUNS) {
      ofRuns.clear();
    }
    return byDirectory.entrySet()
        .stream()
        .map(e -> new Queue(id(e.getKey()), e.getKey(), List.copyOf(e.getValue())))
        .toList();
  }

  /// The one of an id, if it is known.
  Optional<Queue> find(String id) {
    return all().stream().filter(queue -> queue.id().equals(id)).findFirst();
  }

  /// The id of the directory that a run serves; empty if it is another kind of run.
  Optional<String> servedBy(String run) {
    return directory(run).map(Queues::id);
  }

  private Optional<Path> directory(String run) {
    var known = ofRuns.get(run);
    if (known != null) {
      return known;
    }
    try {
      var read = watched(Runs.request(runs.named(run)));
      ofRuns.put(run, read);
      return read;
    } catch (IOException e) {
      return Optional.empty(); // not written yet, a server's, or deleted just now
    }
  }

  private static Optional<Path> watched(JsonObject request) {
    return request.object("spec")
        .filter(spec -> spec.flag("watch"))
        .flatMap(
            spec -> spec.texts("sources")
                .stream()
                .findFirst()
                .map(
                    source -> NativeText.resolve(
                        NativeText.path(spec.text("directory").orElse("/")),
                        source).normalize()));
  }

  /// The patterns of names that the run which served it last leaves alone.
  String ignored(Queue queue) {
    try {
      return Runs.request(runs.named(queue.runs().getFirst()))
          .texts("config")
          .stream()
          .filter(line -> line.startsWith(IGNORED))
          .map(line -> line.substring(IGNORED.length()))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return ""; // it was deleted just now
    }
  }

  private static String id(Path directory) {
    try {
      var digest = MessageDigest.getInstance("SHA-256")
          .digest(NativeText.of(directory).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
