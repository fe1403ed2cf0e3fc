package io.parallelr.hook;

import io.parallelr.engine.Threads;
import io.parallelr.job.JobEvent;
import io.parallelr.json.JsonValues;
import io.parallelr.os.PrivateFiles;
import io.parallelr.serve.JobService;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls hooks when something happens to jobs and steps. A hook that is slow or fails delays no
/// job: its events wait on disk, and it is called again and again. For any threads.
public final class Hooks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Hooks.class);
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_HEADS = 1_000;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final Map<Hook, HookQueue> queues = new LinkedHashMap<>();
  private final JobService jobs;
  private final InstantSource clock;
  private final HookCall call;
  private final LinkedBlockingQueue<List<JobEvent>> events =
      new LinkedBlockingQueue<>(MOST_WAITING);
  private final Map<String, JobHead> heads = new LinkedHashMap<>(); // of one thread alone
  private final List<Thread> threads = new ArrayList<>();
  private Optional<JobService.Subscription> subscription = Optional.empty();

  private Hooks(List<Hook> hooks, JobService jobs, Path data, InstantSource clock)
      throws IOException {
    this.jobs = jobs;
    this.clock = clock;
    this.call = new HookCall(clock);
    var directory = data.resolve("hooks");
    PrivateFiles.makeDirectory(directory);
    for (var hook : hooks) {
      queues.put(hook, new HookQueue(directory.resolve(hook.name()), MOST_WAITING));
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
      started.subscription = Optional.of(jobs.subscribe(started::take));
      started.threads.add(Threads.start("hooks", started::sort));
      started.queues.forEach(
          (hook, queue) -> started.threads.add(
              Threads.start("hook-" + hook.name(), () -> started.deliver(hook, queue))));
    }
    return started;
  }

  /// Must return at once.
  private void take(List<JobEvent> more) {
    if (!events.offer(more)) {
      log.warn("hooks: too many events at once; some are not passed on");
    }
  }

  /// Puts events into the queues of the hooks that want them.
  private void sort() {
    try {
      while (true) {
        for (var event : events.take()) {
          sort(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void sort(JobEvent event) {
    try {
      var head = head(event.job());
      var found = head.flatMap(h -> HookEvent.of(event, h, clock.instant()));
      if (found.isPresent()) {
        for (var hook : queues.keySet()) {
          if (hook.wants(found.get())) {
            queues.get(hook)
                .add(JsonValues.text(found.get().json(UUID.randomUUID().toString())));
          }
        }
      }
    } catch (IOException e) {
      log.warn("an event of job {} is not passed to hooks: {}", event.job(), Reason.withPath(e));
    }
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

  private void deliver(Hook hook, HookQueue queue) {
    try {
      var pause = FIRST_PAUSE;
      while (true) {
        var file = queue.first();
        var json = HookQueue.read(file);
        var problem =
            json.isPresent() ? call.run(hook.target(), json.get()) : Optional.<String>empty();
        if (problem.isEmpty()) {
          queue.remove(file);
          pause = FIRST_PAUSE;
          continue;
        }
        log.warn("hook {}: {}; it is called again in {} s",
            hook.name(), problem.get(), pause.toSeconds());
        Thread.sleep(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
            ? pause.multipliedBy(2)
            : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    subscription.ifPresent(JobService.Subscription::close);
    threads.forEach(Thread::interrupt);
    call.close();
  }
}
