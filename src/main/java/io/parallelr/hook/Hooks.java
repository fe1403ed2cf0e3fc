package io.parallelr.hook;

import io.parallelr.engine.Threads;
import io.parallelr.json.JsonValues;
import io.parallelr.os.PrivateFiles;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls hooks when something happens to jobs and steps. A hook that is slow or fails delays no
/// job: its events wait on disk, and it is called again and again. For any threads.
public final class Hooks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Hooks.class);
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_HEADS = 1_000;
  private static final int MOST_FAILED = 1_000;
  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST_EVENTS = Duration.ofSeconds(5);
  private static final Duration LAST_CALLS = Duration.ofSeconds(1);

  private final Map<Hook, HookQueue> queues = new LinkedHashMap<>();
  private final JobService jobs;
  private final HookCall call;
  private final HookInbox inbox;
  private final Map<String, JobHead> heads = new LinkedHashMap<>(); // of one thread alone
  private final List<Thread> deliveries = new ArrayList<>();
  private Optional<Thread> sorter = Optional.empty();
  private Optional<JobService.Subscription> subscription = Optional.empty();

  private Hooks(List<Hook> hooks, JobService jobs, Path data, InstantSource clock)
      throws IOException {
    this.jobs = jobs;
    this.call = new HookCall(clock);
    this.inbox = new HookInbox(
        MOST_WAITING,
        clock,
        dropped -> log.warn("hooks: too many events at once; {} not passed on",
            Count.of(dropped, "event is", "events are")));
    var directory = data.resolve("hooks");
    PrivateFiles.makeDirectory(directory);
    for (var hook : hooks) {
      queues.put(hook, new HookQueue(directory.resolve(hook.name()), MOST_WAITING, MOST_FAILED));
    }
  }

  /// Begins to listen, and to call hooks with what an earlier server has left.
  ///
  /// @param data the directory of all that the server keeps
  /// @throws IOException if the directory of the events cannot be used
  public static Hooks start(List<Hook> hooks, JobService jobs, Path data, InstantSource clock)
      throws IOException {
    var started = new Hooks(hooks, jobs, data, clock);
    if (!hooks.isEmpty()) {
      started.subscription = Optional.of(jobs.subscribe(started.inbox::add));
      started.sorter = Optional.of(Threads.start("hooks", started::sort));
      started.queues.forEach(
          (hook, queue) -> started.deliveries.add(
              Threads.start(
                  "hook-" + hook.name(),
                  new HookDelivery(
                      hook, queue, started.call, clock, HookDelivery.Pauses.DEFAULT))));
    }
    return started;
  }

  /// Puts events into the queues of the hooks that want them, until all are there when this closes.
  private void sort() {
    try {
      var event = inbox.take();
      while (event.isPresent()) {
        sort(event.get());
        event = inbox.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed, and it takes too long
    }
    queues.values().forEach(HookQueue::save);
  }

  private void sort(HookInbox.Arrived arrived) throws InterruptedException {
    for (int attempt = 1;; attempt++) {
      try {
        event(arrived).ifPresent(this::enqueue);
        return;
      } catch (RuntimeException e) {
        log.warn("an event of job {} is not passed to hooks: internal error, please report it",
            arrived.event().job(), e);
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          log.warn("an event of job {} is not passed to hooks: {}",
              arrived.event().job(), Reason.withPath(e));
          return;
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private Optional<HookEvent> event(HookInbox.Arrived arrived) throws IOException {
    return head(arrived.event().job())
        .flatMap(head -> HookEvent.of(arrived.event(), head, arrived.at()));
  }

  private void enqueue(HookEvent event) {
    queues.forEach((hook, queue) -> {
      if (hook.wants(event)) {
        queue.add(
            JsonValues.text(event.json(UUID.randomUUID().toString())),
            inbox.isHurried());
      }
    });
  }

  private Optional<JobHead> head(String job) throws IOException {
    var known = Optional.ofNullable(heads.get(job));
    if (known.isPresent()) {
      return known;
    }
    var found = jobs.store().find(job).map(JobRow::head);
    found.ifPresent(head -> heads.put(job, head));
    if (heads.size() > MOST_HEADS) {
      heads.remove(heads.keySet().iterator().next());
    }
    return found;
  }

  /// Listens no more, and returns when all that has happened is on disk, or cannot be put there in
  /// a few seconds. What has not been delivered waits for the next server.
  @Override
  public void close() {
    subscription.ifPresent(JobService.Subscription::close);
    inbox.close();
    try {
      if (sorter.isPresent() && !sorter.get().join(LAST_EVENTS)) {
        log.warn("hooks: {} not passed on, as the disk is too slow",
            Count.of(inbox.size(), "last event is", "last events are"));
        sorter.get().interrupt();
      }
      deliveries.forEach(Thread::interrupt);
      for (var delivery : deliveries) {
        boolean _ = delivery.join(LAST_CALLS); // it ends its command
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry
      deliveries.forEach(Thread::interrupt);
    } finally {
      call.close();
    }
  }
}
