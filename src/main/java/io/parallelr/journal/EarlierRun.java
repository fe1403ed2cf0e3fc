package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonObject;
import io.parallelr.task.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the journal of a run says, and those of the runs that it went on from.
public final class EarlierRun {
  private static final Logger log = LoggerFactory.getLogger(EarlierRun.class);

  private final Deque<RunDirectory> runs = new ArrayDeque<>(); // the oldest first
  private final Map<String, Past> tasks = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final Deque<JsonObject> requests = new ArrayDeque<>(); // of the same runs

  /// The latest that is known of a task.
  ///
  /// @param run that began it last
  /// @param sequence of the task in that run
  /// @param result of that attempt; empty if none was recorded
  /// @param isFinal whether that result ended the task
  /// @param stamp of its file when it was started
  public record Past(
      RunDirectory run,
      int sequence,
      int attempt,
      int slot,
      Optional<Status> result,
      boolean isFinal,
      Optional<FileStamp> stamp) {

    /// Whether an attempt was begun whose end is not known.
    public boolean endIsUnknown() {
      return result.isEmpty();
    }

    /// The result that nothing follows; a task that was cancelled has none.
    public Optional<Status> finalResult() {
      return result.filter(r -> isFinal && r != Status.CANCELLED);
    }
  }

  private EarlierRun() {}

  /// Reads the journals.
  ///
  /// @param directory of the run
  /// @throws IOException saying what cannot be read
  public static EarlierRun read(Path directory) throws IOException {
    var run = new EarlierRun();
    var next = Optional.of(directory);
    var seen = new HashSet<Path>();
    while (next.isPresent() && seen.add(next.get())) {
      var path = next.get();
      run.runs.addFirst(new RunDirectory(String.valueOf(path.getFileName()), path));
      var request = request(path);
      run.requests.addFirst(request);
      var before = request.text("continues").map(Path::of);
      if (before.isPresent() && !Files.isDirectory(before.get())) {
        run.warnings.add(before.get() + ", which this run went on from, is gone");
        before = Optional.empty();
      }
      next = before;
    }
    for (var one : run.runs) {
      run.readJournal(one);
    }
    return run;
  }

  private static JsonObject request(Path directory) throws IOException {
    var file = directory.resolve("request.json");
    if (!Files.isRegularFile(file)) {
      throw new IOException(directory + " is no run directory: it has no request.json");
    }
    try {
      return JsonObject.parse(Files.readString(file));
    } catch (IOException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /// The run and those it went on from, the oldest first.
  public List<RunDirectory> runs() {
    return List.copyOf(runs);
  }

  public RunDirectory newest() {
    return runs.getLast();
  }

  /// How each of them was asked for, the newest first.
  public List<Session.Invocation> invocations() {
    return requests.reversed().stream().map(EarlierRun::invocation).toList();
  }

  /// The time limit of tasks in the newest of them.
  public Optional<Duration> timeLimit() {
    return requests.getLast()
        .decimal("timeout_seconds")
        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /// Where the newest of them ran its tasks, as [Session] says it.
  public String workingDirectory() {
    var request = requests.getLast();
    return request.text("working_directory")
        .orElseGet( // before it was recorded, there were these two
            () -> request.texts("config").contains("execution.workspace-isolation=true")
                ? "slot"
                : "workspace");
  }

  private static Session.Invocation invocation(JsonObject request) {
    return new Session.Invocation(
        request.texts("command_line"),
        Path.of(request.text("directory").orElse("/")),
        request.text("continues").map(Path::of));
  }

  /// What is odd about the journals.
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /// What is known of a task.
  ///
  /// @param name as in its result
  public Optional<Past> task(String name) {
    return Optional.ofNullable(tasks.get(name));
  }

  /// The names of all that were begun.
  public Collection<String> names() {
    return tasks.keySet();
  }

  private void readJournal(RunDirectory run) throws IOException {
    var file = run.results();
    if (!Files.isRegularFile(file)) {
      return; // killed before it began
    }
    try (var lines =
        new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8))) {
      int number = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          take(run, JsonObject.parse(line));
        } catch (IOException | IllegalArgumentException e) {
          warnings.add(
              "%s:%d: %s".formatted(
                  file,
                  number,
                  lines.ready() ? "not a line of a journal" : "the last line is torn; dropped"));
          log.debug("{}:{}: {}", file, number, e.getMessage());
        }
      }
    }
  }

  private void take(RunDirectory run, JsonObject line) {
    var type = line.text("type").orElse("");
    var name = line.text("task").orElse("");
    if (name.isEmpty() || !(type.equals("start") || type.equals("task"))) {
      return;
    }
    var result = type.equals("task") ? line.text("status").map(Status::valueOf) : noResult();
    if (result.equals(Optional.of(Status.SKIPPED))) {
      takeSkipped(run, name, line);
      return;
    }
    int sequence = line.number("sequence").orElse(0L).intValue();
    var stamp = line.number("task_size")
        .flatMap(s -> line.number("task_modified_ms").map(m -> new FileStamp(s, m)))
        .or(() -> task(name).flatMap(Past::stamp).filter(_ -> type.equals("task")));
    tasks.put(
        name,
        new Past(
            run,
            sequence,
            line.number("attempt").orElse(1L).intValue(),
            line.number("worker_id").orElse(0L).intValue(),
            result,
            line.flag("final"),
            stamp));
  }

  /// Where the run that it refers to is gone, this line is all that is left of it.
  private void takeSkipped(RunDirectory run, String name, JsonObject line) {
    if (tasks.containsKey(name)) {
      return;
    }
    var earlier = line.object("earlier");
    var status = earlier.flatMap(e -> e.text("status")).map(Status::valueOf);
    var id = earlier.flatMap(e -> e.text("session_id")).orElse(run.id());
    int sequence = earlier.flatMap(e -> e.number("sequence")).orElse(0L).intValue();
    tasks.put(
        name,
        new Past(
            new RunDirectory(id, run.path().resolveSibling(id)),
            sequence,
            1,
            0,
            status,
            true,
            Optional.empty()));
  }

  private static Optional<Status> noResult() {
    return Optional.empty();
  }
}
