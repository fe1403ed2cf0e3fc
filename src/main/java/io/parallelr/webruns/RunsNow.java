package io.parallelr.webruns;

import io.parallelr.daemon.Registry;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskIndex;
import io.parallelr.journal.TaskRecord;
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
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/// The runs that are alive, and the tasks of the newest runs that have failed last. For any threads.
public final class RunsNow implements OtherWork {
  private static final Logger log = LoggerFactory.getLogger(RunsNow.class);
  /// As many of the newest are looked at for failures.
  private static final int MOST_RUNS = 200;

  private final Registry registry;
  private final Runs runs;
  private final RunList list;
  private final TaskIndexes indexes;
  private final InstantSource clock;

  RunsNow(Registry registry, RunList list, TaskIndexes indexes, InstantSource clock) {
    this.registry = registry;
    this.runs = new Runs(registry.runs());
    this.list = list;
    this.indexes = indexes;
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
    return alive.stream().<Consumer<JsonGenerator>>map(run -> json -> run.write(json, now)).toList();
  }

  @Override
  public List<Failure> failed(int most) {
    var found = new ArrayList<Failure>();
    int withFailures = 0;
    var names = runs.names();
    for (var name : names.subList(0, Math.min(MOST_RUNS, names.size()))) {
      var run = list.find(name).filter(r -> r.counts().failed() > 0);
      if (run.isPresent() && registry.find(name) instanceof Registry.Found.Ours(var path)) {
        addLast(new RunDirectory(name, path), run.get(), most, found);
        if (++withFailures == most) {
          break; // runs that began earlier may have failed later, but hardly all tasks of so many
        }
      }
    }
    found.sort(Comparator.comparing(Failure::at).reversed());
    return List.copyOf(found.subList(0, Math.min(most, found.size())));
  }

  private void addLast(RunDirectory directory, RunRow run, int most, List<Failure> found) {
    try {
      var index = indexes.of(directory);
      int count = 0;
      for (int i = index.last(); i > 0 && count < most; i--) {
        if (index.state(i).isFailure()) {
          count++;
          found.add(failure(run, index, index.record(i).orElseThrow()));
        }
      }
    } catch (IOException e) {
      log.debug("the journal of run {} cannot be read: {}", run.id(), Reason.withPath(e));
    }
  }

  private static Failure failure(RunRow run, TaskIndex index, TaskRecord task) {
    return new Failure(
        "run",
        run.id(),
        run.labels().name(),
        Optional.of(String.valueOf(task.sequence())),
        Optional.of(task.name()),
        index.state(task.sequence()).word(),
        task.result().text("end_time").flatMap(RunsNow::time).orElse(Instant.EPOCH),
        task.error(),
        TaskJson.lastLine(task.stderr()));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
