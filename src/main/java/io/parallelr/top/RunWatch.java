package io.parallelr.top;

import io.parallelr.batch.ShellWords;
import io.parallelr.daemon.RunProgress;
import io.parallelr.daemon.Supervisor;
import io.parallelr.history.Runs;
import io.parallelr.journal.JournalTail;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.RunLabels;
import io.parallelr.journal.TaskRecord;
import io.parallelr.json.JsonObject;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Count;
import io.parallelr.task.Origin;
import io.parallelr.task.Secrets;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Watches one run: reads what its files say, each time only what is new. For one thread.
final class RunWatch {
  /// How much of a journal is read before something is shown.
  private static final long MOST_AT_ONCE = 8L << 20;

  /// Before so many tasks have succeeded, no time is foretold.
  private static final int LEAST_SUCCESSES = 3;

  private final RunDirectory run;
  private final Supervisor supervisor;
  private final Optional<String> label;
  private final boolean isServer;
  private final StopLimits limits;
  private final Optional<Duration> timeLimit;
  private final JournalState journal = new JournalState();
  private final JournalTail tail;
  private final LastLines lastLines;
  private final Rate rate = new Rate();
  private final Rate successes = new Rate();
  private boolean isBehind;
  private boolean hasCaughtUp;
  private Optional<Follower> follower = Optional.empty();

  /// Begins to watch one.
  ///
  /// @throws IOException if its directory cannot be read
  RunWatch(RunDirectory run, Supervisor supervisor) throws IOException {
    this.run = run;
    this.supervisor = supervisor;
    var request = request(run);
    this.isServer = supervisor.isServer();
    this.label = RunLabels.read(request)
        .name()
        .or(() -> Optional.of(supervisor.template()).filter(_ -> isServer));
    this.limits = StopLimits.of(request.texts("config"));
    this.timeLimit = request.decimal("timeout_seconds").map(RunWatch::seconds);
    this.tail = JournalTail.withoutParts(run, journal::take);
    this.lastLines = new LastLines(run);
  }

  private static JsonObject request(RunDirectory run) {
    try {
      return Runs.request(run);
    } catch (IOException e) {
      return JsonObject.EMPTY; // a server has none
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /// What it is like now that it is alive.
  ///
  /// @param loads of all processes, just taken
  /// @throws IOException if its files cannot be read
  RunRow look(TaskLoads loads, Instant now) throws IOException {
    var status = RunProgress.read(run.path());
    readJournal();
    lastLines.look(journal.open());
    readJournal();
    long done = status.map(RunProgress::done).orElse(0L);
    var tasks = status.flatMap(RunProgress::tasks);
    var elapsed = elapsed(now);
    var speed = rate.at(elapsed, journal.ended());
    var running = running(loads, now);
    int slots = status.flatMap(RunProgress::slots).orElse(supervisor.slots());
    return new RunRow(
        run.id(),
        label,
        isServer,
        supervisor.pid(),
        status.map(s -> s.state().word()).orElse("starting"),
        status.map(s -> phase(s.state())).orElse(RunRow.Phase.RUNNING),
        tasks,
        done,
        status.map(RunProgress::failed).orElse(0L),
        slots,
        journal.retries(),
        status.flatMap(RunProgress::waitsFor)
            .or(() -> waitsForSlot(tasks, done, running.size(), slots)),
        journal.describe(limits),
        speed,
        tasks.flatMap(all -> Rate.remaining(all - done, successRate(elapsed))),
        elapsed,
        running,
        failures(now));
  }

  /// Of tasks that have succeeded: those that fail at once, or are ended by hand, say nothing of
  /// how long the others take.
  private Optional<Double> successRate(Duration elapsed) {
    return successes.at(elapsed, journal.succeeded())
        .filter(_ -> journal.succeeded() >= LEAST_SUCCESSES);
  }

  /// Whether more of its journal can be read at once.
  boolean isBehind() {
    return isBehind;
  }

  private static Optional<String> waitsForSlot(
      Optional<Long> tasks,
      long done,
      int running,
      int slots) {
    return tasks.map(all -> all - done - running)
        .filter(waiting -> waiting > 0 && running >= slots)
        .map(
            waiting -> Count.of(waiting, "task") + (slots == 1
                ? ": the only slot is in use"
                : ": all %d slots are in use".formatted(slots)));
  }

  private static RunRow.Phase phase(RunProgress.State state) {
    return switch (state) {
      case RUNNING -> RunRow.Phase.RUNNING;
      case PAUSED -> RunRow.Phase.PAUSED;
      case DRAINING, STOPPING -> RunRow.Phase.ENDING;
    };
  }

  private Duration elapsed(Instant now) {
    var elapsed = Duration.between(supervisor.started(), now);
    return elapsed.isNegative() ? Duration.ZERO : elapsed;
  }

  private void readJournal() throws IOException {
    if (follower.isPresent()) {
      follower.get().read();
    }
    isBehind = false; // where it cannot be read, there is nothing to hurry for
    isBehind = !tail.look(hasCaughtUp ? Long.MAX_VALUE : MOST_AT_ONCE);
    hasCaughtUp |= !isBehind;
    if (follower.isPresent()) {
      var latest = journal.latest(follower.get().sequence());
      if (latest.isPresent()) {
        follower.get().settle(latest.get());
      }
    }
  }

  private List<TaskRow> running(TaskLoads loads, Instant now) {
    var pids = SlotFile.read(run.path()).pids();
    var left = loads.leftTo(supervisor.pid(), pids.values());
    var rows = new ArrayList<TaskRow>();
    var slots = new HashSet<Integer>();
    for (var task : journal.open()) {
      slots.add(task.slot());
      rows.add(row(task, pids.getOrDefault(task.slot(), 0), left, loads, now));
    }
    pids.forEach((slot, pid) -> {
      if (pid != supervisor.pid() && loads.runs(pid) && slots.add(slot)) {
        rows.add(row(slot, pid, loads));
      }
    });
    rows.sort(Comparator.comparingInt(TaskRow::slot));
    return rows;
  }

  private TaskRow row(
      TaskRecord task,
      int process,
      Map<Integer, Origin> left,
      TaskLoads loads,
      Instant now) {
    int pid = process == supervisor.pid() ? 0 : process; // a flow runs inside of that
    var leaders = new HashSet<Integer>();
    if (pid > 0) {
      leaders.add(pid);
    }
    left.forEach((other, origin) -> {
      if (origin.sequence() == task.sequence() && origin.runId().equals(run.id())) {
        leaders.add(other);
      }
    });
    var load = loads.of(leaders);
    var age = task.started().map(s -> Duration.between(s, now)).orElse(Duration.ZERO);
    return new TaskRow(
        task.slot(),
        task.sequence(),
        task.attempt(),
        name(task),
        pid,
        age.isNegative() ? Duration.ZERO : age,
        task.timeLimit().or(() -> timeLimit).filter(Duration::isPositive),
        load.cpuPercent(),
        load.bytes(),
        lastLines.of(task));
  }

  /// Of a task that the journal does not tell of, as a server has none.
  private static TaskRow row(int slot, int pid, TaskLoads loads) {
    var origin = loads.origin(pid);
    var load = loads.of(List.of(pid));
    return new TaskRow(
        slot,
        origin.map(Origin::sequence).orElse(0),
        origin.map(Origin::attempt).orElse(1),
        origin.map(o -> lastPart(o.task())).orElse("process " + pid),
        pid,
        loads.age(pid),
        Optional.empty(),
        load.cpuPercent(),
        load.bytes(),
        "");
  }

  private static String name(TaskRecord task) {
    return task.arguments().isEmpty()
        ? lastPart(task.name())
        : ShellWords.show(task.arguments());
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
  }

  private List<FailureRow> failures(Instant now) {
    return journal.failures()
        .stream()
        .map(
            task -> new FailureRow(
                task.sequence(),
                name(task),
                task.error().orElseGet(() -> task.status().map(Enum::name).orElse("")),
                task.ended().map(end -> Duration.between(end, now)).orElse(Duration.ZERO),
                LastLines.of(Secrets.NONE.masked(task.stderr()))))
        .toList();
  }

  /// What it came to.
  ///
  /// @param last what was seen of it before it was over
  RunRow over(RunRow last, Instant now) throws IOException {
    hasCaughtUp = true;
    readJournal();
    return new EndedRow(run, last).of(failures(now), journal.open().size(), now);
  }

  /// Follows what a task prints from now on.
  ///
  /// @return what there is of it now; empty if it is not one that runs
  Optional<Followed> follow(int sequence) throws IOException {
    if (hasCaughtUp && follower.filter(f -> f.sequence() == sequence).isEmpty()) {
      follower = journal.open()
          .stream()
          .filter(task -> task.sequence() == sequence)
          .findFirst()
          .map(task -> {
            journal.watch(task);
            return new Follower(run, task, name(task));
          });
    }
    readJournal();
    return follower.map(Follower::now);
  }

  boolean isFollowed() {
    return follower.isPresent();
  }

  /// Follows nothing any more.
  void forgetFollowed() {
    follower = Optional.empty();
  }
}
