package io.parallelr.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Server-sent events. May be used by any number of threads.
public final class Sse {
  /// What clients may use.
  ///
  /// @param clients how many may follow at a time
  /// @param events how many may wait for a client before it is disconnected
  /// @param bytes how large these may be together
  /// @param keepAlive after which silence something is sent
  public record Limits(int clients, int events, long bytes, Duration keepAlive) {
    public static final Limits DEFAULT = new Limits(500, 1_000, 1 << 20, Duration.ofSeconds(15));
  }

  /// Sends events to one client.
  @FunctionalInterface
  public interface Follower {
    /// Returns when there is nothing more to send; the client is then told so by the end of the
    /// stream, after which a browser connects again.
    void follow(EventStream stream) throws IOException, InterruptedException;
  }

  private final Limits limits;
  private final Semaphore places;

  public Sse(Limits limits) {
    this.limits = limits;
    places = new Semaphore(limits.clients());
  }

  /// Answers with a stream of events, for as long as the follower runs. Typically it subscribes
  /// [EventStream#offer] to something and calls [EventStream#pump].
  ///
  /// @throws HttpError if there are too many clients
  public void serve(Exchange exchange, Follower follower)
      throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      throw new HttpError(503, "more than %d clients follow events".formatted(limits.clients()));
    }
    try {
      exchange.setHeader("Cache-Control", "no-store");
      exchange.setHeader("X-Accel-Buffering", "no"); // for nginx, which would else keep events back
      exchange.stream(200, "text/event-stream", out -> {
        var stream = new EventStream(exchange, out, limits);
        exchange.onClosing(stream::close);
        stream.keepAlive(); // the headers, so that the browser knows that it is connected
        try {
          follower.follow(stream);
        } finally {
          stream.close();
        }
      });
    } finally {
      places.release();
    }
  }
}
