package io.parallelr.daemon;

import io.parallelr.engine.RunListener;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Outcome;
import io.parallelr.task.Reason;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells others how far a running supervisor is, a few times a second, and does what they ask for
/// as soon as they do.
///
/// A listener for any threads; has a thread of its own.
public final class ControlChannel implements RunListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlChannel.class);
  private static final long INTERVAL_MILLIS = 200;
  private static final int NONE = -1;

  private final Path run;
  private final Requests requests;
  private final Calls calls;
  private final Doorbell doorbell;
  private final Controlled controlled;
  private final Registration registration;
  private final Map<Integer, Integer> sequences = new ConcurrentHashMap<>(); // of tasks, by slot
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong succeeded = new AtomicLong();
  private final long failedBefore;
  private final Thread thread;
  private Optional<RunProgress> written = Optional.empty();
  private String trouble = ""; // reported once

  /// Opens it.
  ///
  /// @param run its directory
  /// @param before what counts as done from the start
  /// @param registration kept in its place; not closed with this
  public ControlChannel(
      Path run,
      RunSummary before,
      Controlled controlled,
      Registration registration) {
    this.run = run;
    this.controlled = controlled;
    this.registration = registration;
    this.requests = Requests.in(run);
    this.calls = Calls.to(run);
    this.doorbell = Doorbell.at(requests.directory());
    done.set(before.total());
    failed.set(before.failures() + before.skippedFailures());
    succeeded.set(before.succeeded());
    failedBefore = before.skippedFailures();
    write();
    this.thread = Thread.ofPlatform().name("control").daemon().start(this::serve);
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    sequences.put(slot, task.sequence());
  }

  @Override
  public void finished(TaskResult result) {
    if (result.isFinal()) {
      done.incrementAndGet();
      if (result.succeeded()) {
        succeeded.incrementAndGet();
      } else if (!(result.outcome() instanceof Outcome.Cancelled)) {
        failed.incrementAndGet();
      }
    }
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry
    }
    doorbell.close();
    requests.close();
    RunProgress.delete(run);
  }

  private void serve() {
    try {
      while (true) {
        doorbell.await(INTERVAL_MILLIS);
        takeRequests();
        controlled.look();
        write();
        registration.ensure();
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      log.debug("the run is over");
    }
  }

  /// A problem of one file, or a passing one, must not end this.
  private void takeRequests() throws ClosedByInterruptException {
    try {
      calls.answer(controlled::answer);
      for (var request : requests.take()) {
        int task = switch (request) {
          case Requests.Request.CancelTask(var sequence) -> sequence;
          case Requests.Request.CancelSlot(var slot, var pid) -> taskIn(slot, pid);
        };
        log.warn("task {} is cancelled by request{}", task,
            controlled.cancel(task) ? "" : ", but it is not running");
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      var reason = Reason.withPath(e);
      if (!reason.equals(trouble)) {
        log.warn("cannot look for requests: {}", reason);
        trouble = reason;
      }
    }
  }

  private int taskIn(int slot, int pid) {
    return SlotFile.read(run).says(slot, pid) ? sequences.getOrDefault(slot, NONE) : NONE;
  }

  private void write() {
    var status = new RunProgress(
        controlled.state(),
        controlled.tasks(),
        done.get(),
        failed.get(),
        succeeded.get(),
        failedBefore,
        controlled.slots(),
        controlled.waitsFor());
    if (written.filter(status::equals).isPresent()) {
      return;
    }
    try {
      status.write(run);
      written = Optional.of(status);
    } catch (IOException e) {
      log.debug("status cannot be written: {}", Reason.withPath(e));
    }
  }
}
