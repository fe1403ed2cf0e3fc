package io.parallelr.webruns;

import io.parallelr.daemon.Registry;
import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import io.parallelr.os.TaskEnds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The runs of the server's user, of which those that are over are read once, and the journals of
/// those that were cut off only when they have grown. For any threads.
final class RunList {
  private final Registry registry;
  private final Runs runs;
  /// Those that are over, which nothing changes but their deletion.
  private final Map<String, RunRow> over = new ConcurrentHashMap<>();
  private final Map<String, Counted> cutOff = new ConcurrentHashMap<>();

  RunList(Registry registry) {
    this.registry = registry;
    this.runs = new Runs(registry.runs());
  }

  /// A run that was cut off, with the counts of its journal.
  ///
  /// @param journal how long that was, in bytes
  /// @param ends how many ends were recorded beside it
  private record Counted(RunOverview run, long journal, int ends) {}

  /// Some runs, the newest first.
  ///
  /// @param next what to ask for the next ones with; empty if there are none
  record Page(List<RunRow> runs, Optional<String> next) {}

  /// Those that a query asks for.
  Page page(RunQuery query) {
    var names = runs.names();
    forget(names);
    if (query.isNarrow() && over.size() < names.size() / 2) {
      names.parallelStream().forEach(this::find); // at first, all have to be read
    }
    var found = new ArrayList<RunRow>();
    for (var name : names) {
      if (query.before().filter(id -> name.compareTo(id) >= 0).isPresent()) {
        continue;
      }
      find(name).filter(query::matches).ifPresent(found::add);
      if (found.size() == query.limit()) {
        return new Page(found, Optional.of(name));
      }
    }
    return new Page(found, Optional.empty());
  }

  /// Those that were deleted.
  private void forget(List<String> names) {
    if (over.size() > names.size()) {
      over.keySet().retainAll(new HashSet<>(names));
    }
    if (cutOff.size() > names.size()) {
      cutOff.keySet().retainAll(new HashSet<>(names));
    }
  }

  /// One by its id; empty if there is none, or it is another user's.
  Optional<RunRow> find(String id) {
    var known = Optional.ofNullable(over.get(id));
    if (known.isPresent() || !(registry.find(id) instanceof Registry.Found.Ours)) {
      return known;
    }
    var found = runs.overview(runs.named(id)).map(this::counted).map(RunRow::of);
    found.filter(RunRow::isOver).ifPresent(run -> over.put(id, run));
    return found;
  }

  /// Writes the names of those runs that have one, by their ids.
  void writeNames(JsonGenerator json, Stream<String> ids) {
    json.writeObjectPropertyStart("run_names");
    ids.forEach(
        id -> find(id)
            .flatMap(run -> run.labels().name())
            .ifPresent(name -> json.writeStringProperty(id, name)));
    json.writeEndObject();
  }

  private RunOverview counted(RunOverview run) {
    if (run.state() != RunState.CUT_OFF) {
      return run;
    }
    long journal = run.run().results().toFile().length();
    int ends = ends(run.run().path());
    return cutOff.compute(run.id(), (_, known) -> isCurrent(known, journal, ends)
        ? known
        : new Counted(Runs.counted(run), journal, ends)).run();
  }

  private static boolean isCurrent(@Nullable Counted known, long journal, int ends) {
    return known != null && known.journal() == journal && known.ends() == ends;
  }

  private static int ends(Path run) {
    try {
      return TaskEnds.all(run).size();
    } catch (IOException e) {
      return 0; // they cannot be read
    }
  }
}
