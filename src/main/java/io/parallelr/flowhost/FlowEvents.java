package io.parallelr.flowhost;

import io.parallelr.engine.Threads;
import io.parallelr.flows.FlowEvent;
import io.parallelr.flows.Flows;
import io.parallelr.job.JobEvent;
import io.parallelr.os.HeapGuard;
import io.parallelr.serve.JobService;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells listeners what happens to runs, on a thread of its own. For any threads.
final class FlowEvents implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlowEvents.class);

  private final JobService jobs;
  private final InstantSource clock;
  private final Consumer<String> ended;
  private final Consumer<Throwable> died;
  private final LinkedBlockingQueue<List<JobEvent>> queue = new LinkedBlockingQueue<>();
  private final List<Consumer<FlowEvent>> listeners = new CopyOnWriteArrayList<>();
  /// By job; empty for those that are something else. Of one thread.
  private final Map<String, Optional<String>> flows = new HashMap<>();
  private final JobService.Subscription subscription;
  private final Thread thread;

  /// @param ended is called with the flow of each run that has ended
  /// @param died is called if the thread dies, after which nothing is told
  FlowEvents(
      JobService jobs,
      InstantSource clock,
      Consumer<String> ended,
      Consumer<Throwable> died) {
    this.jobs = jobs;
    this.clock = clock;
    this.ended = ended;
    this.died = died;
    this.subscription = jobs.subscribe(queue::add);
    this.thread = Threads.start("flow-events", this::loop);
  }

  Flows.Subscription add(Consumer<FlowEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void loop() {
    try {
      while (true) {
        for (var event : queue.take()) {
          tell(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException | Error e) {
      died.accept(e);
    }
  }

  private void tell(JobEvent event) {
    try {
      var flow = flow(event.job());
      if (event instanceof JobEvent.Ended) {
        flows.remove(event.job());
      }
      if (flow.isEmpty()) {
        return; // something else
      }
      of(event, flow.get()).ifPresent(this::tell);
      if (event instanceof JobEvent.Ended) {
        ended.accept(flow.get());
      }
    } catch (IOException e) {
      log.warn("an event of run {} is not passed on: {}", event.job(), Reason.withPath(e));
    }
  }

  private void tell(FlowEvent event) {
    for (var listener : listeners) {
      try {
        listener.accept(event);
      } catch (Throwable e) { // whatever it is, it is the listener that has failed
        if (HeapGuard.isFull(e)) {
          throw e;
        }
        log.warn("a listener of flow {} has failed", event.flow(), e);
      }
    }
  }

  private Optional<String> flow(String run) throws IOException {
    var known = flows.get(run);
    if (known == null) {
      known = jobs.store()
          .find(run)
          .filter(job -> job.head().dialect().equals(DefinedFlow.DIALECT))
          .map(job -> job.head().name());
      flows.put(run, known);
    }
    return known;
  }

  private Optional<FlowEvent> of(JobEvent event, String flow) {
    return switch (event) {
      case JobEvent.Started e -> Optional.of(new FlowEvent.RunStarted(e.job(), flow, e.at()));
      case JobEvent.StepStarted e -> Optional.of(
          new FlowEvent.StepStarted(e.job(), flow, e.step(), e.attempt(), clock.instant()));
      case JobEvent.StepEnded e -> Optional.of(
          new FlowEvent.StepEnded(e.job(), flow, e.step(), Statuses.state(e.end()), e.at()));
      case JobEvent.Ended e -> Optional.of(
          new FlowEvent.RunEnded(e.job(), flow, Statuses.state(e.verdict()), e.at()));
      default -> Optional.empty();
    };
  }

  @Override
  public void close() {
    subscription.close();
    thread.interrupt();
  }
}
