package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// A run that was, and those that it went on from, as they were asked for. What came of their tasks
/// is in their journals: see [PastTasks].
public final class EarlierRun {
  private final Deque<RunDirectory> runs = new ArrayDeque<>(); // the oldest first
  private final Deque<JsonObject> requests = new ArrayDeque<>(); // of the same runs
  private final List<String> warnings = new ArrayList<>();

  private EarlierRun() {}

  /// Reads what was asked for.
  ///
  /// @param directory of the run
  /// @throws NewerVersionException if this version cannot read it
  /// @throws IOException saying what cannot be read
  public static EarlierRun read(Path directory) throws IOException {
    var run = new EarlierRun();
    var next = Optional.of(directory);
    var seen = new HashSet<Path>();
    while (next.isPresent() && seen.add(next.get())) {
      var path = next.get();
      run.runs.addFirst(new RunDirectory(NativeText.nameOf(path), path));
      var request = request(path);
      run.requests.addFirst(request);
      var before = request.text("continues").map(NativeText::path);
      if (before.isPresent() && !Files.isDirectory(before.get())) {
        run.warnings.add(before.get() + ", which this run resumed, is missing");
        before = Optional.empty();
      }
      next = before;
    }
    return run;
  }

  private static JsonObject request(Path directory) throws IOException {
    var file = directory.resolve("request.json");
    if (!Files.isRegularFile(file)) {
      throw new IOException(directory + " is not a run directory: it has no request.json");
    }
    JsonObject request;
    try {
      request = JsonObject.parse(Files.readString(file));
    } catch (IOException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
    NewerVersionException.require(request, JsonLines.SCHEMA_VERSION, file);
    return request;
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

  /// How many tasks the newest of them had; empty if that was not known beforehand.
  public Optional<Long> tasks() {
    return requests.getLast().number("tasks");
  }

  /// The machine that the newest of them ran on.
  public String host() {
    return requests.getLast().text("hostname").orElse("");
  }

  /// Whether a run has lines of an arguments file for tasks, and recorded them as versions before
  /// 0.2 did.
  boolean hasOldLines(RunDirectory run) {
    var request = List.copyOf(requests).get(runs().indexOf(run));
    return request.text("arguments_file").isPresent()
        && request.number("schema_version").orElse(0L) < JsonLines.SCHEMA_WITH_CONTENT;
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
        NativeText.path(request.text("directory").orElse("/")),
        request.text("continues").map(NativeText::path));
  }

  /// What is odd about the runs.
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
