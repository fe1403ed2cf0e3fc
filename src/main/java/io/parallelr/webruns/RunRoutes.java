package io.parallelr.webruns;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskIndex;
import io.parallelr.journal.TaskRecord;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.task.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Shows runs and their tasks. For any threads.
final class RunRoutes {
  private static final int FEWEST_BUCKETS = 10;
  private static final int MOST_BUCKETS = 4_000;
  private static final long USUAL_BUCKETS = 400;

  private final OwnRuns own;
  private final RunList list;
  private final TaskIndexes indexes;
  private final Queues queues;
  private final RunActions actions;
  private final InstantSource clock;

  RunRoutes(
      OwnRuns own,
      RunList list,
      TaskIndexes indexes,
      Queues queues,
      RunActions actions,
      InstantSource clock) {
    this.own = own;
    this.list = list;
    this.indexes = indexes;
    this.queues = queues;
    this.actions = actions;
    this.clock = clock;
  }

  void list(Exchange exchange) throws IOException {
    OwnRuns.requireRead(exchange);
    var page = list.page(RunQuery.of(exchange));
    var now = clock.instant();
    exchange.sendJson(200, json -> {
      JsonText.objects(json, "runs", page.runs(), run -> run.write(json, now));
      JsonText.optional(json, "next", page.next());
    });
  }

  void show(Exchange exchange) throws IOException, InterruptedException {
    OwnRuns.requireRead(exchange);
    var run = own.find(exchange);
    var details = details(run);
    var request = details.request();
    var queue = queues.servedBy(run.id());
    var explained = exchange.query("explain").filter("true"::equals).isPresent()
        ? actions.explain(run.id())
        : Optional.<String>empty();
    exchange.sendJson(200, json -> {
      details.row().write(json, clock.instant());
      details.writeProgressWithoutState(json);
      details.write(json, request, queue);
      JsonText.optional(json, "explain", explained);
    });
  }

  /// A run at this moment.
  ///
  /// @throws HttpError if it was deleted just now
  RunDetails details(RunDirectory run) throws IOException {
    var index = indexes.of(run);
    var row = list.find(run.id()).orElseThrow(() -> gone(run)); // after that: it may have ended
    return RunDetails.of(run, row, index, OpenTasks.of(run, row.state()));
  }

  private OpenTasks open(RunDirectory run) throws IOException {
    var row = list.find(run.id());
    return row.isPresent() ? OpenTasks.of(run, row.get().state()) : OpenTasks.ALL;
  }

  private static HttpError gone(RunDirectory run) {
    return new HttpError(404, "there is no run %s".formatted(run.id()));
  }

  void tasks(Exchange exchange) throws IOException {
    OwnRuns.requireRead(exchange);
    var run = own.find(exchange);
    var query = TaskQuery.of(exchange);
    var index = indexes.of(run);
    var page = query.page(index);
    var open = open(run);
    exchange.sendJson(200, json -> {
      JsonText.objects(
          json,
          "tasks",
          page.tasks(),
          task -> TaskJson.write(json, task, state(index, open, task)));
      JsonText.number(json, "next", page.next());
      JsonText.number(json, "matching", page.matching());
    });
  }

  private static String state(TaskIndex index, OpenTasks open, TaskRecord task) {
    return open.word(index.state(task.sequence()), task.sequence());
  }

  void task(Exchange exchange) throws IOException {
    OwnRuns.requireRead(exchange);
    var run = own.find(exchange);
    var index = indexes.of(run);
    var task = task(exchange, index);
    var open = open(run);
    exchange.sendJson(200, json -> {
      TaskJson.write(json, task, state(index, open, task));
      JsonText.optional(
          json,
          "command",
          task.result().text("command_executed").map(Secrets.NONE::masked));
      size(json, run, task, "stdout");
      size(json, run, task, "stderr");
    });
  }

  private static void size(JsonGenerator json, RunDirectory run, TaskRecord task, String stream) {
    JsonText.number(
        json,
        stream + "_bytes",
        task.output(run, stream).map(file -> NativeText.file(file).length()));
  }

  /// The task that the path names.
  ///
  /// @throws HttpError if it has not begun, or there is none
  static TaskRecord task(Exchange exchange, TaskIndex index) throws IOException {
    int sequence = sequence(exchange);
    return index.record(sequence)
        .orElseThrow(
            () -> new HttpError(
                404,
                "run %s: task %d has not begun".formatted(exchange.parameter("id"), sequence)));
  }

  /// The number of a task in the path.
  static int sequence(Exchange exchange) {
    var text = exchange.parameter("sequence");
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new HttpError(404, "'%s' is not the number of a task".formatted(text));
    }
    return Integer.parseInt(text);
  }

  void timeline(Exchange exchange) throws IOException {
    OwnRuns.requireRead(exchange);
    var run = own.find(exchange);
    int width = Parameters.number(exchange, "width", FEWEST_BUCKETS, MOST_BUCKETS)
        .orElse(USUAL_BUCKETS)
        .intValue();
    var index = indexes.of(run);
    var timeline = SlotUsage.of(index, open(run), width, clock.instant().toEpochMilli());
    exchange.sendJson(200, timeline::write);
  }

  void log(Exchange exchange) throws IOException, InterruptedException {
    OwnRuns.requireRead(exchange);
    var file = own.find(exchange).log();
    if (!Files.isRegularFile(file)) {
      throw new HttpError(404, "the run has no log");
    }
    PrintedFile.send(exchange, Optional.of(file), true);
  }
}
