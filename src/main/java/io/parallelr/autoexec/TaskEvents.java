package io.parallelr.autoexec;

import io.parallelr.http.Event;
import io.parallelr.http.EventStream;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.http.Sse;
import io.parallelr.job.JobEvent;
import io.parallelr.job.StepEnd;
import io.parallelr.serve.JobService;
import io.parallelr.serve.StepFacts;
import io.parallelr.store.JobRow;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The route on which clients follow what happens to tasks and steps, in a line of text each. One
/// thread makes the lines, so that what runs the jobs waits for nothing. For any threads.
final class TaskEvents implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskEvents.class);
  private static final String PATH = "/api/v1/event";
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_NAMES = 1_000;
  private static final String OTHER = "";

  private final JobService jobs;
  private final Envelope envelope;
  private final Sse sse;
  private final LinkedBlockingQueue<List<JobEvent>> queue =
      new LinkedBlockingQueue<>(MOST_WAITING);
  private final Set<EventStream> clients = ConcurrentHashMap.newKeySet();
  private final Map<String, String> names = new LinkedHashMap<>(); // of the thread alone
  private final JobService.Subscription subscription;
  private final Thread thread;

  private TaskEvents(JobService jobs, Envelope envelope, Sse sse) {
    this.jobs = jobs;
    this.envelope = envelope;
    this.sse = sse;
    this.thread = Thread.ofPlatform().daemon().name("task-events").unstarted(this::run);
    this.subscription = jobs.subscribe(this::take);
  }

  static TaskEvents start(JobService jobs, Envelope envelope, Sse sse) {
    var events = new TaskEvents(jobs, envelope, sse);
    events.thread.start();
    return events;
  }

  Routes routes(Guard guard) {
    return new Routes().guard(guard).errors(envelope.errors()).get(PATH, this::follow);
  }

  private void follow(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.READ);
    if (!Frames.wantsEvents(exchange)) {
      envelope.send(
          exchange,
          Envelope.refused(
              new RefusedException(
                  Reply.FAILED,
                  "EOF: this is a stream; send Accept: text/event-stream")));
      return;
    }
    sse.serve(exchange, stream -> {
      clients.add(stream);
      try {
        stream.pump();
      } finally {
        clients.remove(stream);
      }
    });
  }

  /// Must not wait: what does not fit is left out, as clients can see the states themselves.
  private void take(List<JobEvent> events) {
    if (!clients.isEmpty()) {
      boolean _ = queue.offer(events);
    }
  }

  private void run() {
    try {
      while (true) {
        for (var event : queue.take()) {
          sendOrLog(event);
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// A job that cannot be read is not in the way of the others.
  private void sendOrLog(JobEvent event) {
    try {
      send(event);
    } catch (IOException e) {
      log.warn("an event of job {} is not sent: {}", event.job(), Reason.withPath(e));
    }
  }

  private void send(JobEvent event) throws IOException {
    var name = name(event.job());
    if (name.isPresent()) {
      var text = text(event, name.get());
      if (!text.isEmpty()) {
        var sent = new Event("", "message", text);
        clients.forEach(client -> {
          boolean _ = client.offer(sent);
        });
      }
    }
  }

  /// The name of a task; empty for a job of another kind.
  private Optional<String> name(String job) throws IOException {
    var known = names.get(job);
    if (known == null) {
      known = jobs.store()
          .find(job)
          .map(JobRow::head)
          .filter(head -> head.dialect().equals(Tasks.DIALECT))
          .map(head -> head.name())
          .orElse(OTHER);
      names.put(job, known);
      if (names.size() > MOST_NAMES) {
        names.remove(names.keySet().iterator().next());
      }
    }
    return Optional.of(known).filter(name -> !name.equals(OTHER));
  }

  private static String text(JobEvent event, String task) {
    return switch (event) {
      case JobEvent.Submitted _ -> "create task " + task;
      case JobEvent.Started _ -> "start task " + task;
      case JobEvent.Ended _ -> "end task " + task;
      case JobEvent.Stopping _ -> "kill task " + task;
      case JobEvent.Held _ -> "pause task " + task;
      case JobEvent.Resumed _ -> "resume task " + task;
      case JobEvent.StepStarted(_, var step, _, _) ->
        "start step %s in task %s".formatted(step, task);
      case JobEvent.StepStopping(_, var step, _) -> "kill step %s in task %s".formatted(step, task);
      case JobEvent.StepHeld(_, var step, _) -> "pause step %s in task %s".formatted(step, task);
      case JobEvent.StepResumed(_, var step) -> "resume step %s in task %s".formatted(step, task);
      case JobEvent.StepRetried(_, var step, var attempt, _) ->
        "retry step %s in task %s, attempt %d".formatted(step, task, attempt);
      case JobEvent.StepEnded(_, var step, var end, _) -> text(end, step, task);
      case JobEvent.Failing _,JobEvent.Handling _,JobEvent.StepReady _,JobEvent.StepAdopted _ -> "";
    };
  }

  private static String text(StepEnd end, String step, String task) {
    var facts = StepFacts.of(end);
    return facts.state().equals("failed")
        ? "error exec step %s in task %s, code %d".formatted(step, task, facts.code())
        : "%s step %s in task %s".formatted(facts.state(), step, task);
  }

  @Override
  public void close() {
    subscription.close();
    thread.interrupt();
    clients.forEach(EventStream::close);
  }
}
