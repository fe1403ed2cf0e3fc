package io.parallelr.web;

import io.parallelr.http.Event;
import io.parallelr.http.EventStream;
import io.parallelr.http.Exchange;
import io.parallelr.http.Rights;
import io.parallelr.http.Sse;
import io.parallelr.job.JobEvent;
import io.parallelr.json.JsonText;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Sends what happens to jobs to all clients that follow events.
///
/// One thread makes the events of what the service says, so that this waits for nothing; when that
/// cannot keep up, all clients are told to load again.
final class EventHub implements AutoCloseable {
  private static final int MOST_WAITING = 10_000; // lists of events
  private static final int MOST_HEADS = 1_000;
  private static final String RESET = "reset";

  private final JobStore store;
  private final Sse sse;
  private final String epoch;
  private final JobService.Subscription subscription;
  private final LinkedBlockingQueue<List<JobEvent>> queue =
      new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean hasLost = new AtomicBoolean();
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final Map<String, JobHead> heads = new LinkedHashMap<>(); // of the thread alone
  private final Thread thread;
  private final AtomicLong lastId = new AtomicLong();

  private record Client(EventStream stream, Optional<Set<String>> pipelines) {
    boolean maySee(String pipeline) {
      return pipelines.map(names -> names.contains(pipeline)).orElse(true);
    }
  }

  private EventHub(JobService jobs, Sse.Limits limits, String epoch) {
    this.store = jobs.store();
    this.sse = new Sse(limits);
    this.epoch = epoch;
    this.thread = Thread.ofPlatform().daemon().name("events").unstarted(this::run);
    this.subscription = jobs.subscribe(this::take);
  }

  /// Begins to listen.
  ///
  /// @param epoch another one for each process: ids of events are unique with it
  static EventHub start(JobService jobs, Sse.Limits limits, String epoch) {
    var hub = new EventHub(jobs, limits, epoch);
    hub.thread.start();
    return hub;
  }

  private void take(List<JobEvent> events) {
    if (!clients.isEmpty() && !queue.offer(events)) {
      hasLost.set(true);
    }
  }

  private void run() {
    try {
      while (true) {
        var events = queue.take();
        if (hasLost.getAndSet(false)) {
          queue.clear();
          clients.forEach(client -> {
            var _ = client.stream().offer(reset("events were lost"));
          });
        } else {
          for (var event : events) {
            send(event);
          }
        }
      }
    } catch (InterruptedException e) {
      // closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(JobEvent event) throws IOException {
    var head = head(event.job());
    if (head.isEmpty()) {
      return; // deleted meanwhile
    }
    var data = JsonText.object(json -> EventJson.write(json, event, head.get()));
    lastId.incrementAndGet();
    var sent = new Event(id(), "job", data);
    for (var client : clients) {
      if (client.maySee(head.get().name())) {
        var _ = client.stream().offer(sent); // one that is too slow is disconnected by it
      }
    }
  }

  private String id() {
    return epoch + '.' + lastId.get();
  }

  private Event reset(String why) {
    return new Event(
        id(),
        RESET,
        JsonText.object(json -> json.writeStringProperty("reason", why)));
  }

  private Optional<JobHead> head(String job) throws IOException {
    var known = Optional.ofNullable(heads.get(job));
    if (known.isPresent()) {
      return known;
    }
    var found = store.find(job).map(JobRow::head);
    found.ifPresent(head -> heads.put(job, head));
    if (heads.size() > MOST_HEADS) {
      heads.remove(heads.keySet().iterator().next());
    }
    return found;
  }

  /// Follows events for a client. One that connects again, and may have missed some, is told so.
  void follow(Exchange exchange) throws IOException, InterruptedException {
    Rights.require(exchange, Rights.READ);
    sse.serve(exchange, stream -> {
      var client = new Client(stream, Rights.pipelines(exchange));
      clients.add(client);
      try {
        var last = stream.lastEventId();
        if (last.isPresent() && !last.get().equals(id())) {
          stream.send(reset("events may have been missed"));
        } else {
          stream.send(new Event(id(), "ready", "{}"));
        }
        stream.pump();
      } finally {
        clients.remove(client);
      }
    });
  }

  @Override
  public void close() {
    subscription.close();
    thread.interrupt();
    clients.forEach(client -> client.stream().close());
  }
}
