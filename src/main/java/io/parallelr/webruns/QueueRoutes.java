package io.parallelr.webruns;

import io.parallelr.engine.Ticker;
import io.parallelr.history.RunState;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.queue.QueueDirectory;
import io.parallelr.queue.QueueView;
import io.parallelr.queue.Selection;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Shows watched directories, and puts failed files back into them. For any threads.
final class QueueRoutes {
  private static final int LARGEST_LIMIT = 1_000;
  private static final long USUAL_LIMIT = 100;
  private static final long SHORTEST_NANOS = 500_000_000;
  private static final int PART_OF_TIME = 20;

  private final Queues queues;
  private final RunList runs;
  private final FailedFiles failures;
  private final Ticker ticker;
  private final Map<String, Counted> counted = new HashMap<>(); // by queue; guarded by this

  QueueRoutes(Queues queues, RunList runs, FailedFiles failures, Ticker ticker) {
    this.queues = queues;
    this.runs = runs;
    this.failures = failures;
    this.ticker = ticker;
  }

  /// What was in one at the end of a look, which may take long: a million files may wait.
  private record Counted(Content content, long end, long took) {
    private boolean isFresh(long now) {
      return now - end < Math.max(SHORTEST_NANOS, took * PART_OF_TIME);
    }
  }

  /// What is in one, at one moment.
  private record Content(
      QueueView.Inbox inbox,
      QueueView.Some<QueueView.Left> blocked,
      QueueView.Running running,
      QueueView.Some<String> failed,
      long done) {
    static Content of(QueueView view, int most) throws IOException {
      return new Content(
          view.inbox(most), view.notTakeable(), view.running(), view.failed(most), view.done());
    }
  }

  void list(Exchange exchange) throws IOException {
    OwnRuns.requireRead(exchange);
    var all = queues.all();
    exchange.sendJson(200, json -> JsonText.objects(json, "queues", all, queue -> {
      try {
        writeHead(json, queue, Optional.of(counted(queue)), Optional.empty());
      } catch (IOException e) {
        writeHead(json, queue, Optional.empty(), Optional.of(Reason.withPath(e)));
      }
    }));
  }

  /// Looks no more often than takes a small part of the time; who asks meanwhile waits for
  /// that look.
  private synchronized Content counted(Queues.Queue queue) throws IOException {
    var kept = Optional.ofNullable(counted.get(queue.id()));
    long begin = ticker.nanos();
    if (kept.filter(one -> one.isFresh(begin)).isPresent()) {
      return kept.get().content();
    }
    var content = Content.of(view(queue), 1);
    long end = ticker.nanos();
    counted.put(queue.id(), new Counted(content, end, end - begin));
    return content;
  }

  private QueueView view(Queues.Queue queue) {
    return new QueueView(
        new QueueDirectory(queue.directory()),
        new Selection(queues.ignored(queue), _ -> true));
  }

  private void writeHead(
      JsonGenerator json,
      Queues.Queue queue,
      Optional<Content> content,
      Optional<String> problem) {
    json.writeStringProperty("id", queue.id());
    json.writeStringProperty("directory", NativeText.of(queue.directory()));
    JsonText.number(json, "waiting", content.map(c -> c.inbox().waiting().count()));
    JsonText.number(json, "running", content.map(c -> c.running().files().size()));
    JsonText.number(json, "failed", content.map(c -> c.failed().count()));
    JsonText.number(json, "done", content.map(Content::done));
    var servers = servers(queue);
    JsonText.strings(json, "served_by", servers);
    runs.writeNames(json, servers.stream());
    JsonText.optional(json, "problem", problem);
  }

  private List<String> servers(Queues.Queue queue) {
    return queue.runs()
        .stream()
        .filter(
            id -> runs.find(id).filter(run -> run.state() == RunState.RUNNING).isPresent())
        .toList();
  }

  void show(Exchange exchange) throws IOException {
    OwnRuns.requireRead(exchange);
    var queue = find(exchange);
    int most = Parameters.number(exchange, "limit", 1, LARGEST_LIMIT)
        .orElse(USUAL_LIMIT)
        .intValue();
    Content content;
    try {
      content = Content.of(view(queue), most);
    } catch (IOException e) {
      throw new HttpError(409, "the queue cannot be read: " + Reason.withPath(e));
    }
    var found = failures.of(queue.runs(), content.failed().first());
    exchange.sendJson(200, json -> {
      writeHead(json, queue, Optional.of(content), Optional.empty());
      writeFiles(json, content, found);
    });
  }

  private Queues.Queue find(Exchange exchange) {
    var id = exchange.parameter("id");
    return queues.find(id)
        .orElseThrow(() -> new HttpError(404, "there is no queue %s".formatted(id)));
  }

  private static void writeFiles(
      JsonGenerator json,
      Content content,
      Map<String, FailedFiles.Failure> failures) {
    JsonText.strings(json, "waiting_files", content.inbox().waiting().first());
    JsonText.objects(json, "running_files", content.running().files(), taken -> {
      json.writeStringProperty("name", taken.name());
      json.writeStringProperty("run", taken.owner().runId());
      json.writeNumberProperty("process_id", taken.owner().pid());
      json.writeStringProperty("hostname", taken.owner().host());
      JsonText.optional(json, "problem", taken.ending().map(QueueView.Ending::reason));
    });
    JsonText.objects(json, "failed_files", content.failed().first(), name -> {
      var failure = Optional.ofNullable(failures.get(name));
      json.writeStringProperty("name", name);
      JsonText.optional(json, "reason", failure.flatMap(f -> f.task().error()));
      JsonText.optional(
          json, "stderr", failure.flatMap(f -> TaskJson.lastLine(f.task().stderr())));
      JsonText.optional(json, "run", failure.map(FailedFiles.Failure::run));
      JsonText.number(json, "sequence", failure.map(f -> f.task().sequence()));
    });
    JsonText.objects(json, "blocked_files", content.blocked().first(), left -> left(json, left));
    JsonText.objects(
        json, "ignored_files", content.inbox().ignored().first(), left -> left(json, left));
    JsonText.objects(json, "unclear", content.running().strays(), stray -> {
      json.writeStringProperty("path", NativeText.of(stray.path()));
      json.writeStringProperty("reason", stray.problem());
    });
  }

  private static void left(JsonGenerator json, QueueView.Left left) {
    json.writeStringProperty("name", left.name());
    json.writeStringProperty("reason", left.reason());
  }

  void requeue(Exchange exchange) throws IOException {
    OwnRuns.requireChange(exchange);
    var queue = new QueueDirectory(find(exchange).directory());
    var body = RunActions.body(exchange);
    var name = body.text("name");
    if (name.isPresent() == body.flag("all")) {
      throw new HttpError(400, "send either the name of a failed file or \"all\": true");
    }
    int[] requeued = {0};
    var left = new ArrayList<QueueView.Left>();
    if (name.isPresent()) {
      requeue(queue, name.get(), left);
      requeued[0] = left.isEmpty() ? 1 : 0;
    } else {
      QueueView.requeueFailed(queue, _ -> requeued[0]++, left::add);
    }
    exchange.sendJson(200, json -> {
      json.writeNumberProperty("requeued", requeued[0]);
      JsonText.objects(json, "left", left, l -> left(json, l));
    });
  }

  private static void requeue(QueueDirectory queue, String name, List<QueueView.Left> left) {
    try {
      if (QueueView.requeueFailed(queue, name).isEmpty()) {
        throw new HttpError(404, "no failed file is called %s".formatted(name));
      }
    } catch (IOException e) {
      left.add(new QueueView.Left(name, Reason.of(e)));
    }
  }
}
