package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// A run that is over, and those that it resumed, as they were requested. The results of their
/// tasks are in their journals: see [PastTasks].
///
/// @param requests the newest first; at least one
/// @param warnings what is odd about the runs
public record EarlierRun(List<Request> requests, List<String> warnings) {
  private static final String FILE = "request.json";

  public EarlierRun {
    requests = List.copyOf(requests);
    warnings = List.copyOf(warnings);
  }

  /// How one of the runs was requested.
  ///
  /// @param json what it recorded before its first task
  public record Request(RunDirectory run, JsonObject json) {

    /// The command line.
    public Session.Invocation invocation() {
      return new Session.Invocation(
          json.texts("command_line"),
          NativeText.path(json.text("directory").orElse("/")),
          resumed());
    }

    private Optional<Path> resumed() {
      return json.text("continues").map(NativeText::path);
    }

    /// Whether it has lines of an arguments file for tasks, and recorded them as versions before
    /// 0.2 did.
    boolean hasOldLines() {
      return json.text("arguments_file").isPresent()
          && json.number("schema_version").orElse(0L) < JsonLines.SCHEMA_WITH_CONTENT;
    }
  }

  /// Reads how a run was requested, and those that it resumed.
  ///
  /// @param directory of the run
  /// @throws NewerVersionException if this version cannot read it
  /// @throws IOException saying what cannot be read
  public static EarlierRun read(Path directory) throws IOException {
    var requests = new ArrayList<Request>();
    var warnings = new ArrayList<String>();
    var next = Optional.of(directory);
    var seen = new HashSet<Path>();
    while (next.isPresent() && seen.add(next.get())) {
      var path = next.get();
      var request = new Request(new RunDirectory(NativeText.nameOf(path), path), request(path));
      requests.add(request);
      next = request.resumed();
      if (next.isPresent() && !Files.isDirectory(next.get())) {
        warnings.add(next.get() + ", which this run resumed, is missing");
        next = Optional.empty();
      }
    }
    return new EarlierRun(requests, warnings);
  }

  private static JsonObject request(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException("%s is not a run directory: it has no %s".formatted(directory, FILE));
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

  /// The runs, the oldest first.
  public List<RunDirectory> runs() {
    return oldestFirst().stream().map(Request::run).toList();
  }

  /// Whether a file is a list that one of the runs has kept, as it could be read only once.
  public boolean hasKept(Path file) {
    return runs().stream().anyMatch(run -> run.hasKept(file));
  }

  List<Request> oldestFirst() {
    var all = new ArrayList<>(requests);
    Collections.reverse(all);
    return all;
  }

  public RunDirectory newest() {
    return requests.getFirst().run();
  }

  private JsonObject newestRequest() {
    return requests.getFirst().json();
  }

  /// How many tasks the newest of them had; empty if that was not known beforehand.
  public Optional<Long> tasks() {
    return newestRequest().number("tasks");
  }

  /// The machine that the newest of them ran on.
  public String host() {
    return newestRequest().text("hostname").orElse("");
  }

  /// Where the newest of them ran its tasks, as [Session] says it.
  public String workingDirectory() {
    return newestRequest().text("working_directory")
        .orElseGet( // before it was recorded, there were these two
            () -> newestRequest().texts("config").contains("execution.workspace-isolation=true")
                ? "slot"
                : "workspace");
  }
}
