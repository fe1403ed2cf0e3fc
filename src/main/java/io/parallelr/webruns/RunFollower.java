package io.parallelr.webruns;

import io.parallelr.history.RunState;
import io.parallelr.http.Event;
import io.parallelr.http.EventStream;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Sse;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/// Sends to browsers how a run gets on, until it is over. For any threads.
final class RunFollower {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final OwnRuns own;
  private final RunRoutes runs;
  private final InstantSource clock;
  private final Sse sse;
  private final Sse.Limits limits;

  RunFollower(OwnRuns own, RunRoutes runs, InstantSource clock, Sse.Limits limits) {
    this.own = own;
    this.runs = runs;
    this.clock = clock;
    this.sse = new Sse(limits);
    this.limits = limits;
  }

  void events(Exchange exchange) throws IOException, InterruptedException {
    OwnRuns.requireRead(exchange);
    var run = own.find(exchange);
    var first = runs.details(run); // what is wrong with it is said before the stream begins
    sse.serve(exchange, events -> {
      var details = first;
      var sent = "";
      var silence = Duration.ZERO;
      while (events.isOpen()) {
        var now = JsonText.object(details::writeProgress);
        if (!now.equals(sent)) {
          events.send(new Event("", "progress", now));
          sent = now;
          silence = Duration.ZERO;
        }
        if (details.row().state() != RunState.RUNNING) {
          events.send(new Event("", "end", summary(details)));
          return;
        }
        Thread.sleep(PAUSE);
        silence = silence.plus(PAUSE);
        if (silence.compareTo(limits.keepAlive()) >= 0) {
          silence = Duration.ZERO;
          events.keepAlive();
        }
        details = next(events, run.id(), details);
      }
    });
  }

  /// The run now; as before, with the stream closed, if it was deleted.
  private RunDetails next(EventStream events, String id, RunDetails before) throws IOException {
    try {
      return runs.details(before.directory());
    } catch (HttpError e) {
      events.send(new Event("", "end", JsonText.object(json -> {
        json.writeStringProperty("id", id);
        json.writeStringProperty("state", "deleted");
      })));
      events.close();
      return before;
    }
  }

  private String summary(RunDetails details) {
    return JsonText.object(json -> details.row().write(json, clock.instant()));
  }
}
