package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The events that go to one client. Others offer events, which never blocks them; the handler's
/// thread sends them. A client that is so slow that too much waits for it is disconnected.
public final class EventStream {
  private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

  private final Exchange exchange;
  private final OutputStream out;
  private final Sse.Limits limits;
  private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
  private final Condition change = lock.newCondition();
  private final Queue<Event> waiting = new ArrayDeque<>();
  private long waitingSize;
  private boolean isClosed;

  EventStream(Exchange exchange, OutputStream out, Sse.Limits limits) {
    this.exchange = exchange;
    this.out = out;
    this.limits = limits;
  }

  /// The last event that the client got before it was disconnected.
  public Optional<String> lastEventId() {
    return exchange.header("Last-Event-ID").filter(id -> !id.isEmpty());
  }

  /// Lets the event be sent soon. May be called by any thread and does not block.
  ///
  /// @return whether the client is still there to get it
  public boolean offer(Event event) {
    lock.lock();
    try {
      if (isClosed) {
        return false;
      }
      waiting.add(event);
      waitingSize += event.size();
      if (waiting.size() <= limits.events() && waitingSize <= limits.bytes()) {
        change.signal();
        return true;
      }
      isClosed = true;
      waiting.clear();
      change.signal();
    } finally {
      lock.unlock();
    }
    exchange.disconnect(); // also ends a write that waits for this client
    return false;
  }

  /// Sends what is offered, until the stream is closed and nothing is left to send. Only the
  /// handler's thread calls it.
  ///
  /// @throws ClientGoneException if the client is gone
  public void pump() throws IOException, InterruptedException {
    while (true) {
      var events = next(limits.keepAlive());
      if (!exchange.access().isValid().getAsBoolean()) {
        return;
      }
      for (var event : events) {
        out.write(event.text().getBytes(UTF_8));
      }
      if (events.isEmpty()) {
        if (!isOpen()) {
          return;
        }
        out.write(COMMENT);
      }
      out.flush();
    }
  }

  /// Sends an event, and returns when it is on its way to the client. Only the handler's thread
  /// calls it; events that were offered are not sent by it.
  ///
  /// @throws ClientGoneException if the client is gone
  public void send(Event event) throws IOException {
    out.write(event.text().getBytes(UTF_8));
    out.flush();
  }

  /// Sends nothing that a page sees, to find out whether the client is there and to keep proxies
  /// from closing a connection that is silent. Only the handler's thread calls it.
  ///
  /// @throws ClientGoneException if the client is gone
  public void keepAlive() throws IOException {
    out.write(COMMENT);
    out.flush();
  }

  /// Waits until an event is there or the stream is closed, at most for the limit.
  private List<Event> next(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (waiting.isEmpty() && !isClosed && left > 0) {
        left = change.awaitNanos(left);
      }
      var events = new ArrayList<>(waiting);
      waiting.clear();
      waitingSize = 0;
      return events;
    } finally {
      lock.unlock();
    }
  }

  /// Whether there is a client, as far as is known, and it may still follow. False when the
  /// listener is being closed.
  public boolean isOpen() {
    if (!exchange.access().isValid().getAsBoolean()) {
      return false;
    }
    lock.lock();
    try {
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more events. May be called by any thread.
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      change.signal();
    } finally {
      lock.unlock();
    }
  }
}
