package io.parallelr.top;

import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunLock;
import io.parallelr.daemon.Supervisor;
import io.parallelr.engine.Ticker;
import io.parallelr.journal.RunDirectory;
import io.parallelr.os.ProcessLoad;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Watches the runs of a user that are alive, or one of them. The latest that end meanwhile stay,
/// with what they came to. Reads only. For one thread.
public final class Watch {
  static final int MOST_ENDED = 20;

  private final Registry registry;
  private final Optional<Supervisor> only;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Ticker ticker;
  private final TaskLoads loads = new TaskLoads();
  private final Map<String, RunWatch> watches = new HashMap<>(); // by run
  private final Map<String, RunRow> rows = new TreeMap<>(); // by run
  private final Set<String> ended = new LinkedHashSet<>(); // runs, the first to end first
  private Optional<String> problem = Optional.empty();

  /// @param only the one run that is watched; empty for all
  /// @param zone in which the time of the day is shown
  public Watch(
      Registry registry,
      Optional<Supervisor> only,
      InstantSource clock,
      Ticker ticker,
      ZoneId zone) {
    this.registry = registry;
    this.only = only;
    this.clock = clock;
    this.ticker = ticker;
    this.zone = zone;
  }

  /// What there is now.
  Snapshot look() {
    problem = Optional.empty();
    loads.take(ProcessLoad.all(), ticker.nanos());
    var alive = new HashSet<String>();
    try {
      for (var supervisor : alive()) {
        alive.add(supervisor.runId());
        look(supervisor);
      }
      for (var row : rows.values().stream().filter(RunRow::isAlive).toList()) {
        if (!alive.contains(row.id()) && isFree(row.id())) {
          over(row);
        }
      }
    } catch (IOException e) {
      problem = Optional.of(Reason.withPath(e));
    }
    return new Snapshot(
        LocalTime.ofInstant(clock.instant(), zone),
        rows.values().stream().sorted(Comparator.comparing(RunRow::isServer)).toList(),
        problem);
  }

  /// Whether there is more to read of runs that were long alive when they came to be watched.
  boolean isBehind() {
    return watches.values().stream().anyMatch(RunWatch::isBehind);
  }

  private Set<Supervisor> alive() throws IOException {
    var alive = new HashSet<Supervisor>();
    for (var entry : registry.list()) {
      if (entry instanceof Registry.Entry.Live(var supervisor)
          && only.filter(o -> !o.runId().equals(supervisor.runId())).isEmpty()) {
        alive.add(supervisor);
      }
    }
    if (alive.isEmpty()) { // a cleaner may have deleted its entry
      only.filter(o -> !isFree(o.runId())).ifPresent(alive::add);
    }
    return alive;
  }

  private boolean isFree(String id) {
    return new RunLock(registry.directoryOf(id)).state() instanceof RunLock.State.Free;
  }

  private void look(Supervisor supervisor) {
    var id = supervisor.runId();
    try {
      var watch = watches.get(id);
      if (watch == null) {
        watch = new RunWatch(new RunDirectory(id, registry.directoryOf(id)), supervisor);
        watches.put(id, watch);
      }
      rows.put(id, watch.look(loads, clock.instant()));
      ended.remove(id);
    } catch (IOException e) {
      problem = Optional.of(Reason.withPath(e));
    }
  }

  private void over(RunRow last) {
    var watch = watches.get(last.id());
    if (watch != null) {
      try {
        rows.put(last.id(), watch.over(last, clock.instant()));
        ended.add(last.id());
        forgetEnded();
      } catch (IOException e) {
        problem = Optional.of(Reason.withPath(e));
      }
    }
  }

  /// An ended run is shown as it was found then; only a task of it that is followed needs more.
  private void forgetEnded() {
    watches.entrySet()
        .removeIf(watch -> ended.contains(watch.getKey()) && !watch.getValue().isFollowed());
    while (ended.size() > MOST_ENDED) {
      var first = ended.iterator().next();
      ended.remove(first);
      rows.remove(first);
      watches.remove(first);
    }
  }

  /// What a task prints.
  ///
  /// @param wanted empty for none any more
  /// @return empty if it is not a task that runs
  Optional<Followed> follow(Optional<Target> wanted) {
    watches.forEach((id, watch) -> {
      if (wanted.filter(w -> w.run().equals(id)).isEmpty()) {
        watch.forgetFollowed();
      }
    });
    forgetEnded();
    try {
      var watch = wanted.flatMap(w -> Optional.ofNullable(watches.get(w.run())));
      return watch.isPresent() ? watch.get().follow(wanted.get().sequence()) : Optional.empty();
    } catch (IOException e) {
      var reason = new OutputLine(OutputLine.Kind.NOTE, Reason.withPath(e));
      return wanted.map(w -> new Followed(w.run(), w.sequence(), "", List.of(reason), 0));
    }
  }

  /// A task whose output is wanted.
  record Target(String run, int sequence) {}
}
