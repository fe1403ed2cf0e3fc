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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells others how far a running supervisor is, and takes their requests to cancel a task: a few
/// times a second it writes its progress and looks for requests.
///
/// A listener for any threads; has a thread of its own.
public final class ControlChannel implements RunListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlChannel.class);
  private static final long INTERVAL_MILLIS = 200;
  private static final int NONE = -1;

  private final Path run;
  private final Requests requests;
  private final Optional<Long> tasks;
  private final Supplier<RunProgress.State> state;
  private final IntPredicate cancel;
  private final Registration registration;
  private final AtomicIntegerArray sequences; // of the tasks in the slots
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private final Thread thread;
  private Optional<RunProgress> written = Optional.empty();
  private String trouble = ""; // reported once

  /// Opens it.
  ///
  /// @param run its directory
  /// @param tasks how many there are; empty if that shows only as they arrive
  /// @param before what counts as done from the start
  /// @param cancel cancels the task of a number; false if it does not run
  /// @param registration kept in its place; not closed with this
  public ControlChannel(
      Path run,
      Optional<Long> tasks,
      RunSummary before,
      Supplier<RunProgress.State> state,
      IntPredicate cancel,
      Registration registration,
      int slots) {
    this.run = run;
    this.sequences = new AtomicIntegerArray(slots + 1);
    this.registration = registration;
    this.requests = Requests.in(run);
    this.tasks = tasks;
    this.state = state;
    this.cancel = cancel;
    done.set(before.total());
    failed.set(before.failures() + before.skippedFailures());
    write();
    this.thread = Thread.ofPlatform().name("control").daemon().start(this::serve);
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    sequences.set(slot, task.sequence());
  }

  @Override
  public void finished(TaskResult result) {
    if (result.isFinal()) {
      done.incrementAndGet();
      if (!result.succeeded() && !(result.outcome() instanceof Outcome.Cancelled)) {
        failed.incrementAndGet();
      }
    }
    changed.set(true);
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry
    }
    requests.close();
    RunProgress.delete(run);
  }

  private void serve() {
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        write();
        registration.ensure();
        takeRequests();
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      log.debug("the run is over");
    }
  }

  /// A problem of one file, or a passing one, must not end this.
  private void takeRequests() throws ClosedByInterruptException {
    try {
      for (var request : requests.take()) {
        int task = switch (request) {
          case Requests.Request.CancelTask(var sequence) -> sequence;
          case Requests.Request.CancelSlot(var slot, var pid) -> taskIn(slot, pid);
        };
        log.warn("task {} is cancelled by request{}", task,
            cancel.test(task) ? "" : ", but it is not running");
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      var reason = Reason.withPath(e);
      if (!reason.equals(trouble)) {
        log.warn("cannot look for requests to cancel tasks: {}", reason);
        trouble = reason;
      }
    }
  }

  private int taskIn(int slot, int pid) {
    return slot < sequences.length() && SlotFile.read(run).says(slot, pid)
        ? sequences.get(slot)
        : NONE;
  }

  private void write() {
    var now = state.get();
    boolean isNews = changed.getAndSet(false)
        || written.map(w -> w.state() != now).orElse(true);
    if (!isNews) {
      return;
    }
    var status = new RunProgress(now, tasks, done.get(), failed.get());
    try {
      status.write(run);
      written = Optional.of(status);
    } catch (IOException e) {
      log.debug("status cannot be written: {}", Reason.withPath(e));
    }
  }
}
