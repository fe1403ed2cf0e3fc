package io.parallelr.flowrun;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.flow.Checkpoint;
import io.parallelr.flow.Outputs;
import io.parallelr.flow.StepResult;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Updates the state file of a running flow, on a thread of its own: for each task that the flow
/// reaches, it appends a line with what has changed, and syncs the file. So the cost of a task does
/// not grow with the number of tasks.
///
/// A task starts only after its line is on the disk: see [#awaitKept()]. For any threads.
final class StateWriter implements Checkpoint, AutoCloseable {
  private final Path path;
  private final Outputs outputs;
  private final FileOutputStream file;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<Update> waiting = new ArrayList<>(); // it and what follows guarded by the lock
  private long added;
  private long kept;
  private boolean closed;
  @Nullable
  private IOException problem;

  private record Update(int next, Map<Integer, StepResult> results, List<StepResult> superseded) {}

  /// @param path of the state file, which exists
  /// @throws IOException if it cannot be opened
  StateWriter(Path path, Outputs outputs) throws IOException {
    this.path = path;
    this.outputs = outputs;
    this.file = new FileOutputStream(NativeText.file(path), true);
    this.thread = Thread.ofPlatform().daemon().name("state").start(this::write);
  }

  @Override
  public void reached(
      int next,
      Map<Integer, StepResult> results,
      List<StepResult> superseded) {
    lock.lock();
    try {
      waiting.add(new Update(next, results, superseded));
      added++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until all tasks reached so far are on the disk. Returns early when interrupted, as the
  /// task that waits is cancelled then.
  ///
  /// @throws UncheckedIOException naming the file, if it cannot be written
  void awaitKept() {
    lock.lock();
    try {
      long wanted = added;
      while (kept < wanted && problem == null) {
        changed.await();
      }
      requireNoProblem();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void requireNoProblem() {
    if (problem != null) {
      throw new UncheckedIOException(
          "the state %s cannot be written: %s".formatted(path, Reason.of(problem)),
          problem);
    }
  }

  private void write() {
    try {
      for (var updates = next(); !updates.isEmpty(); updates = next()) {
        var lines = new StringBuilder();
        for (var update : updates) {
          lines.append(StateFile.line(update.next(), update.results()));
        }
        for (var update : updates) {
          StateFile.syncOutputs(update.results().values());
        }
        file.write(lines.toString().getBytes(UTF_8));
        file.getFD().sync();
        updates.forEach(update -> Checkpoint.none(outputs)
            .reached(update.next(), update.results(), update.superseded()));
        ended(updates.size(), null);
      }
    } catch (IOException e) {
      ended(0, e);
    } catch (RuntimeException | Error e) {
      ended(0, new IOException(e.toString(), e));
    }
  }

  /// Waits for updates to write; empty after the last one.
  private List<Update> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      var next = waiting;
      waiting = new ArrayList<>();
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void ended(int written, @Nullable IOException why) {
    lock.lock();
    try {
      kept += written;
      problem = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Writes the remaining updates.
  ///
  /// @throws UncheckedIOException as [#awaitKept()]
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the last lines are written first
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    file.close();
    lock.lock();
    try {
      requireNoProblem();
    } finally {
      lock.unlock();
    }
  }
}
