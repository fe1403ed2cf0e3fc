package io.parallelr.webruns;

import io.parallelr.daemon.Registry;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import io.parallelr.journal.LastFailures;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import io.parallelr.web.OtherWork;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/// The runs that are alive, and the tasks of the newest runs that have failed last. For
/// any threads.
public final class RunsNow implements OtherWork {
  private static final Logger log = LoggerFactory.getLogger(RunsNow.class);
  /// As many of the newest are looked at for failures.
  private static final int MOST_RUNS = 200;
  private static final int MOST_KEPT = 200;
  private static final String KIND = "run";

  private final Registry registry;
  private final Runs runs;
  private final RunList list;
  private final Map<String, List<Failure>> ofEnded = new ConcurrentHashMap<>(); // by run
  private final InstantSource clock;

  RunsNow(Registry registry, RunList list, InstantSource clock) {
    this.registry = registry;
    this.runs = new Runs(registry.runs());
    this.list = list;
    this.clock = clock;
  }

  @Override
  public List<Consumer<JsonGenerator>> running() throws IOException {
    var now = clock.instant();
    var alive = new ArrayList<RunRow>();
    for (var entry : registry.list()) {
      if (entry instanceof Registry.Entry.Live(var supervisor)) {
        list.find(supervisor.runId())
            .filter(run -> run.state() == RunState.RUNNING)
            .ifPresent(alive::add);
      }
    }
    alive.sort(Comparator.comparing(RunRow::id).reversed());
    return alive.stream()
        .<Consumer<JsonGenerator>>map(run -> json -> run.write(json, now))
        .toList();
  }

  @Override
  public List<Failure> failed(int most) {
    var found = new ArrayList<Failure>();
    int withFailures = 0;
    var names = runs.names();
    for (var name : names.subList(0, Math.min(MOST_RUNS, names.size()))) {
      var run = list.find(name).filter(r -> r.counts().failed() > 0);
      if (run.isPresent() && registry.find(name) instanceof Registry.Found.Ours(var path)) {
        found.addAll(of(new RunDirectory(name, path), run.get(), most));
        if (++withFailures == most) {
          break; // runs that began earlier may have failed later, but hardly all tasks of so many
        }
      }
    }
    found.sort(Comparator.comparing(Failure::at).reversed());
    return List.copyOf(found.subList(0, Math.min(most, found.size())));
  }

  private List<Failure> of(RunDirectory directory, RunRow run, int most) {
    var kept = Optional.ofNullable(ofEnded.get(run.id()));
    if (kept.isPresent()) {
      return kept.get();
    }
    var found = new ArrayList<Failure>();
    try {
      LastFailures.of(directory, most).forEach(task -> found.add(failure(run, task)));
    } catch (IOException e) {
      log.debug("the journal of run {} cannot be read: {}", run.id(), Reason.withPath(e));
    }
    if (found.isEmpty()) {
      found.add(failure(run));
    }
    if (run.isOver()) {
      if (ofEnded.size() > MOST_KEPT) {
        ofEnded.clear();
      }
      ofEnded.put(run.id(), List.copyOf(found));
    }
    return found;
  }

  private static Failure failure(RunRow run, TaskRecord task) {
    return new Failure(
        KIND,
        run.id(),
        run.labels().name(),
        Optional.of(String.valueOf(task.sequence())),
        Optional.of(task.name()),
        task.status().orElseThrow().name().toLowerCase(Locale.ROOT),
        task.result().text("end_time").flatMap(RunsNow::time).orElse(Instant.EPOCH),
        task.error(),
        TaskJson.lastLine(task.stderr()));
  }

  /// Of one whose failures are too long ago in its journal.
  private static Failure failure(RunRow run) {
    return new Failure(
        KIND,
        run.id(),
        run.labels().name(),
        Optional.empty(),
        Optional.empty(),
        run.state().word(),
        run.ended().or(run::started).orElse(Instant.EPOCH),
        Optional.of("%s failed".formatted(Count.of(run.counts().failed(), "task"))),
        Optional.empty());
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
