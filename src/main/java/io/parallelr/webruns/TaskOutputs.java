package io.parallelr.webruns;

import io.parallelr.daemon.Registry;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.http.Sse;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskIndex;
import io.parallelr.journal.TaskRecord;
import java.io.IOException;

/// Answers with what a task has printed, or follows it. For any threads.
///
/// While a task runs, it prints into the files of its slot, which may serve another task when it has
/// ended. So what was read is sent only after the journal was found not to have its end.
final class TaskOutputs {
  private static final int MOST_EARLIER = 1_000;
  private static final int TRIES = 10;

  private final OwnRuns own;
  private final TaskIndexes indexes;
  private final Sse sse;
  private final Sse.Limits limits;

  TaskOutputs(OwnRuns own, TaskIndexes indexes, Sse.Limits limits) {
    this.own = own;
    this.indexes = indexes;
    this.sse = new Sse(limits);
    this.limits = limits;
  }

  /// A task with the run that has what it printed.
  private record Place(RunDirectory run, TaskIndex index, TaskRecord task) {}

  void output(Exchange exchange) throws IOException, InterruptedException {
    OwnRuns.requireRead(exchange);
    var run = own.find(exchange);
    var stream = stream(exchange);
    var index = indexes.of(run);
    var place = place(run, index, RunRoutes.task(exchange, index));
    boolean isFollowed = exchange.query("follow").filter("true"::equals).isPresent()
        || exchange.header("Accept").filter(a -> a.contains("text/event-stream")).isPresent();
    if (isFollowed) {
      var follower =
          new OutputFollower(own, place.run(), place.index(), place.task().sequence(), stream);
      sse.serve(exchange, events -> follower.follow(exchange, events, limits.keepAlive()));
    } else {
      send(exchange, place, stream);
    }
  }

  private static String stream(Exchange exchange) {
    var name = exchange.query("stream").orElse("stdout");
    if (!name.equals("stdout") && !name.equals("stderr")) {
      throw Parameters.invalid("stream", name, "stdout or stderr");
    }
    return name;
  }

  /// What a task printed that was not run again is in the run that it refers to.
  private Place place(RunDirectory run, TaskIndex index, TaskRecord task) throws IOException {
    var place = new Place(run, index, task);
    for (int i = 0; i < MOST_EARLIER && place.task().earlier().isPresent(); i++) {
      place = earlier(place.task().earlier().get());
    }
    return place;
  }

  private Place earlier(TaskRecord.Earlier earlier) throws IOException {
    if (own.registry().find(earlier.run()) instanceof Registry.Found.Ours(var path)) {
      var run = new RunDirectory(earlier.run(), path);
      var index = indexes.of(run);
      var task = index.record(earlier.sequence());
      if (task.isPresent()) {
        return new Place(run, index, task.get());
      }
    }
    throw new HttpError(
        404,
        "its output is in run %s, task %d, which is gone".formatted(
            earlier.run(), earlier.sequence()));
  }

  private static void send(Exchange exchange, Place place, String stream)
      throws IOException, InterruptedException {
    var task = place.task();
    for (int i = 0; i < TRIES && task.status().isEmpty(); i++) {
      var opened = PrintedFile.open(place.run().output(task.slot(), stream));
      try (var in = opened.orElse(null)) {
        long size = in == null ? 0 : in.length();
        place.index().look();
        var now = place.index().record(task.sequence()).orElseThrow();
        if (now.status().isEmpty() && now.attempt() == task.attempt()) {
          PrintedFile.send(exchange, opened, size, false);
          return;
        }
        task = now;
      }
    }
    PrintedFile.send(exchange, task.output(place.run(), stream), task.isFinal());
  }
}
