package io.parallelr.web;

import io.parallelr.http.Event;
import io.parallelr.http.EventStream;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Parameters;
import io.parallelr.http.Sse;
import io.parallelr.json.JsonText;
import io.parallelr.serve.EndWords;
import io.parallelr.serve.JobService;
import io.parallelr.serve.LogFollower;
import io.parallelr.serve.StepLogs;
import io.parallelr.store.JobRow;
import io.parallelr.store.StepRow;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Answers with what a step prints: its bytes, or a stream of events that follows it.
///
/// The query may have `stream` (`stdout` or `stderr`), `offset` in bytes, `limit` in bytes, `tail`
/// in lines, and `follow=true`. The id of an event is the position behind it, so that a client that
/// connects again continues there.
public final class LogAnswers {
  private static final int CHUNK = 64 << 10;
  private static final String BYTES = "text/plain; charset=utf-8";

  private final JobService jobs;
  private final Sse sse;
  private final Duration keepAlive;

  /// @param clients how many may follow at a time
  public LogAnswers(JobService jobs, Sse.Limits clients) {
    this.jobs = jobs;
    this.sse = new Sse(clients);
    this.keepAlive = clients.keepAlive();
  }

  /// Whether a client wants events.
  public static boolean wantsEvents(Exchange exchange) {
    return exchange.query("follow").filter("true"::equals).isPresent()
        || exchange.header("Accept").filter(a -> a.contains("text/event-stream")).isPresent();
  }

  /// Sends what the client asks for.
  ///
  /// @param step which the job has
  /// @throws HttpError if a parameter is not valid, or too many clients follow
  public void answer(Exchange exchange, JobRow job, String step)
      throws IOException, InterruptedException {
    var stream = stream(exchange);
    if (wantsEvents(exchange)) {
      follow(exchange, job, step, stream);
    } else {
      send(exchange, job, step, stream);
    }
  }

  private static StepLogs.Stream stream(Exchange exchange) {
    var name = exchange.query("stream").orElse("stdout");
    return switch (name) {
      case "stdout" -> StepLogs.Stream.OUT;
      case "stderr" -> StepLogs.Stream.ERR;
      default -> throw Parameters.invalid("stream", name, "stdout or stderr");
    };
  }

  private void send(Exchange exchange, JobRow job, String step, StepLogs.Stream stream)
      throws IOException, InterruptedException {
    var state = jobs.logs().read(job, step, stream, 0, 0);
    long limit = Parameters.number(exchange, "limit", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
    long from = Math.min(start(exchange, job, step, stream).offset(), state.size());
    long end = limit < state.size() - from ? from + limit : state.size();
    exchange.setHeader("X-Log-Offset", String.valueOf(from));
    exchange.setHeader("X-Log-Size", String.valueOf(state.size()));
    exchange.setHeader("X-Log-Complete", String.valueOf(state.isComplete()));
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Content-Length", String.valueOf(end - from));
    exchange.stream(200, BYTES, out -> {
      long at = from;
      while (at < end) {
        var part = jobs.logs().read(job, step, stream, at, (int) Math.min(CHUNK, end - at));
        if (part.bytes().length == 0) {
          throw new IOException("what a step has printed was deleted while it was sent");
        }
        out.write(part.bytes());
        at += part.bytes().length;
      }
    });
  }

  /// Where the client wants to begin.
  private LogFollower.Position start(
      Exchange exchange,
      JobRow job,
      String step,
      StepLogs.Stream stream) throws IOException {
    var offset = Parameters.number(exchange, "offset", 0, Long.MAX_VALUE);
    var tail = Parameters.number(exchange, "tail", 0, Integer.MAX_VALUE);
    if (offset.isPresent() && tail.isPresent()) {
      throw new HttpError(400, "offset and tail exclude each other; send one of them");
    }
    if (tail.isPresent()) {
      return new LogFollower.Position(
          0,
          new LogTail(jobs.logs(), job, step, stream).start(tail.get()));
    }
    return new LogFollower.Position(0, offset.orElse(0L));
  }

  private void follow(Exchange exchange, JobRow job, String step, StepLogs.Stream stream)
      throws IOException, InterruptedException {
    var resumed = exchange.header("Last-Event-ID").flatMap(LogFollower.Position::parse);
    var from = resumed.isPresent() ? resumed.get() : start(exchange, job, step, stream);
    sse.serve(exchange, events -> {
      var follower = new LogFollower(jobs, job, step, stream, new EventSink(events));
      var end = follower.follow(from);
      if (end.isPresent()) {
        events.send(new Event("", "end", end(end)));
      } else if (events.isOpen()) {
        events.send(new Event("", "end", "{\"state\":\"deleted\"}"));
      }
    });
  }

  private static String end(Optional<StepRow> step) {
    return JsonText.object(json -> EndWords.write(json, step.orElseThrow(), Optional.empty()));
  }

  private final class EventSink implements LogFollower.Sink {
    private final EventStream events;
    private Duration silence = Duration.ZERO;

    EventSink(EventStream events) {
      this.events = events;
    }

    @Override
    public void text(String text, LogFollower.Position behind) throws IOException {
      silence = Duration.ZERO;
      events.send(new Event(behind.toString(), "", text));
    }

    @Override
    public void attempt(int number) throws IOException {
      events.send(
          new Event(
              new LogFollower.Position(number, 0).toString(),
              "attempt",
              String.valueOf(number)));
    }

    @Override
    public void silent() throws IOException {
      silence = silence.plus(LogFollower.PAUSE);
      if (silence.compareTo(keepAlive) >= 0) {
        silence = Duration.ZERO;
        events.keepAlive();
      }
    }

    @Override
    public boolean isOpen() {
      return events.isOpen();
    }
  }
}
