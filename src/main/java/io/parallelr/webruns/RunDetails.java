package io.parallelr.webruns;

import io.parallelr.daemon.RunProgress;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskIndex;
import io.parallelr.journal.TaskIndex.State;
import io.parallelr.journal.TaskRecord;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.run.NextCommand;
import io.parallelr.task.Secrets;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/// One run as the page shows it, at one moment.
///
/// @param progress what it has said last; empty if it does not run
/// @param running its tasks that run
record RunDetails(
    RunDirectory directory,
    RunRow row,
    TaskIndex index,
    Optional<RunProgress> progress,
    List<TaskRecord> running) {
  private static final int MOST_RUNNING = 1_000;

  /// Looks at one.
  static RunDetails of(RunDirectory directory, RunRow row, TaskIndex index, OpenTasks open)
      throws IOException {
    var running = new ArrayList<TaskRecord>();
    for (int task : index.last(Set.of(State.RUNNING), MOST_RUNNING).reversed()) {
      if (open.isAlive(task)) {
        index.record(task).ifPresent(running::add);
      }
    }
    return new RunDetails(
        directory,
        row,
        index,
        row.state() == RunState.RUNNING ? progress(directory) : Optional.empty(),
        running);
  }

  private static Optional<RunProgress> progress(RunDirectory directory) {
    try {
      return RunProgress.read(directory.path());
    } catch (IOException e) {
      return Optional.empty(); // of another version
    }
  }

  /// What changes while it runs.
  void writeProgress(JsonGenerator json) {
    json.writeStringProperty("state", row.state().word());
    writeProgressWithoutState(json);
  }

  /// The same behind the fields of the row, which have the state.
  void writeProgressWithoutState(JsonGenerator json) {
    writeCounts(json);
    progress.ifPresentOrElse(now -> {
      json.writeObjectPropertyStart("progress");
      json.writeStringProperty("state", now.state().word());
      JsonText.number(json, "slots", now.slots());
      JsonText.optional(json, "waits_for", now.waitsFor());
      json.writeEndObject();
    }, () -> json.writeNullProperty("progress"));
    JsonText.objects(json, "running", running, task -> TaskJson.writeRunning(json, task));
  }

  private void writeCounts(JsonGenerator json) {
    long begun = 0;
    json.writeObjectPropertyStart("counts");
    for (var state : State.values()) {
      if (state != State.PENDING) {
        json.writeNumberProperty(state.word(), index.count(state));
        begun += index.count(state);
      }
    }
    long known = begun + index.leftOut();
    JsonText.number(
        json, "pending", row.counts().tasks().map(total -> Math.max(0, total - known)));
    json.writeEndObject();
  }

  /// All of it.
  ///
  /// @param queue the id of the watched directory that it serves
  void write(JsonGenerator json, JsonObject request, Optional<String> queue) {
    json.writeNumberProperty("left_out", index.leftOut());
    json.writeStringProperty("command", request.text("command_template").orElse(""));
    JsonText.strings(json, "sources", request.texts("sources"));
    json.writeStringProperty("directory", NativeText.of(directory.path()));
    JsonText.optional(json, "working_directory", request.text("working_directory"));
    JsonText.strings(json, "command_line", Secrets.NONE.masked(request.texts("command_line")));
    JsonText.optional(json, "user", request.text("user"));
    JsonText.optional(json, "hostname", request.text("hostname"));
    JsonText.number(json, "process_id", request.number("process_id"));
    JsonText.optional(
        json,
        "continues",
        request.text("continues").map(path -> NativeText.nameOf(NativeText.path(path))));
    JsonText.optional(json, "queue", queue);
    writeSettings(json, request);
    JsonText.optional(json, "next_command", next(queue));
    JsonText.strings(json, "may", may(queue));
  }

  private static void writeSettings(JsonGenerator json, JsonObject request) {
    json.writeObjectPropertyStart("settings");
    JsonText.number(json, "max_workers", request.number("max_workers"));
    JsonText.decimal(
        json, "timeout_seconds", request.decimal("timeout_seconds").map(BigDecimal::valueOf));
    JsonText.decimal(json, "kill_after_seconds", setting(request, "execution.kill-after"));
    JsonText.decimal(json, "retries", setting(request, "execution.retries"));
    json.writeEndObject();
  }

  private static Optional<BigDecimal> setting(JsonObject request, String key) {
    return request.texts("config")
        .stream()
        .filter(line -> line.startsWith(key + '='))
        .map(line -> line.substring(key.length() + 1).replaceFirst(" s$", ""))
        .filter(text -> text.matches("\\d{1,9}(\\.\\d{1,9})?"))
        .map(BigDecimal::new)
        .findFirst();
  }

  private boolean hasFailures() {
    return row.counts().failed() > 0 || !index.last(TaskIndex.FAILURES, 1).isEmpty();
  }

  private Optional<String> next(Optional<String> queue) {
    return row.state() == RunState.RUNNING || queue.isPresent()
        ? Optional.empty()
        : NextCommand.of(
            row.id(),
            Optional.empty(),
            hasFailures() || isRestCancelled(),
            isUnfinished() && !isRestCancelled())
            .stream()
            .findFirst();
  }

  /// Whether it came to its end, and what is missing was cancelled by request: resuming it would
  /// leave that so.
  private boolean isRestCancelled() {
    return isUnfinished() && row.state() == RunState.FAILED && row.reason().isEmpty();
  }

  private boolean isUnfinished() {
    return row.state() != RunState.SUCCEEDED && row.counts().other() > 0;
  }

  /// What can be asked of it now.
  private List<String> may(Optional<String> queue) {
    if (row.state() == RunState.RUNNING) {
      return switch (progress.map(RunProgress::state).orElse(RunProgress.State.RUNNING)) {
        case RUNNING -> List.of("slots", "pause", "drain", "kill");
        case PAUSED -> List.of("slots", "unpause", "drain", "kill");
        case DRAINING, STOPPING -> List.of("kill"); // it starts nothing more
      };
    }
    var may = new ArrayList<String>();
    if (queue.isEmpty() && hasFailures()) {
      may.add("retry");
    }
    if (row.state().isUnfinished()) {
      may.add("resume");
    }
    return may;
  }

  /// What it was asked to do.
  JsonObject request() throws IOException {
    return Runs.request(directory);
  }
}
