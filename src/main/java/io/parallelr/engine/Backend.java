package io.parallelr.engine;

import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;
import java.io.UncheckedIOException;
import java.time.Duration;

/// A place where tasks run.
public interface Backend {

  /// Runs the task and waits for its end. Blocks, on a thread of its own.
  ///
  /// Interrupting the thread cancels the task: the call then ends it, with the grace it is due, and
  /// returns [Outcome.Cancelled]. A second interrupt takes the grace away. Failures of the task are
  /// outcomes, never exceptions.
  ///
  /// @param slot the number of the slot it runs in, from 1
  /// @throws ShortageException if the machine lacks what the start needs just now: nothing was
  ///   started, and the task is tried again
  /// @throws UncheckedIOException if nothing more can be run here: the run ends, and the task, which
  ///   was not started, is cancelled
  Execution run(Task task, int slot);

  /// Waits until a task may be started here; its start is reported after that. Blocks, on the
  /// thread that [#run(Task, int)] is called on then.
  ///
  /// @return what the task has as long as it runs
  /// @throws InterruptedException if it was cancelled meanwhile: nothing was taken
  default Grant admit(Task task) throws InterruptedException {
    return Grant.NONE;
  }

  /// What a task has been given to run with; closing it gives that back.
  interface Grant extends AutoCloseable {
    /// Nothing.
    Grant NONE = () -> {};

    @Override
    void close();
  }

  /// Stops a task that runs, so that its time limit stands still, or resumes it. What is cancelled
  /// ends also if it is suspended. May be called by any thread.
  ///
  /// @param slot in which it was started
  /// @return false if it does not run there, or this cannot be done here
  default boolean suspend(Task task, int slot, boolean isOn) {
    return false;
  }

  /// How long a task has been running already that [#run(Task, int)] will take over rather than
  /// start; zero for any other.
  default Duration age(Task task) {
    return Duration.ZERO;
  }

  /// The kind of threads that [#run(Task, int)] is called on: those of the system where it blocks
  /// in native calls, which would hold the carrier of a virtual one.
  default Thread.Builder threads() {
    return Thread.ofPlatform().daemon();
  }

  /// The result of a task, before the engine adds when and where it ran.
  ///
  /// @param pid of the process, 0 if none was started
  /// @param lead how long after the call the task began; negative if it ran before
  /// @param lag how long before the return it had ended
  record Execution(
      Outcome outcome,
      long pid,
      Output stdout,
      Output stderr,
      Usage usage,
      Duration lead,
      Duration lag) {
    /// One that took as long as the call.
    public Execution(Outcome outcome, long pid, Output stdout, Output stderr, Usage usage) {
      this(outcome, pid, stdout, stderr, usage, Duration.ZERO, Duration.ZERO);
    }

    /// Where no process was started.
    public static Execution of(Outcome outcome) {
      return new Execution(outcome, 0, Output.NONE, Output.NONE, Usage.NONE);
    }

    /// The same with another outcome.
    public Execution with(Outcome other) {
      return new Execution(other, pid, stdout, stderr, usage, lead, lag);
    }

    /// The same as seen by who called later or earlier.
    ///
    /// @param delay between their call and this one
    public Execution after(Duration delay) {
      return new Execution(outcome, pid, stdout, stderr, usage, lead.plus(delay), lag);
    }

    /// The same of a task that was not started, but taken over.
    ///
    /// @param age how long it had run when it was
    /// @param ended how long ago it ended
    public Execution takenOver(Duration age, Duration ended) {
      return new Execution(
          outcome, pid, stdout, stderr, usage, lead.minus(age), lag.plus(ended));
    }
  }

  /// The machine lacks what a start needs: it is not the task's fault, and passes.
  final class ShortageException extends RuntimeException {
    /// As long as it takes.
    public static final Duration FOR_EVER = Duration.ofDays(36500);

    private static final long serialVersionUID = 1;
    private final Duration patience;

    /// @param message what is missing and why, as a sentence without its full stop
    /// @param patience how long to try; after that it is an error of the task after all
    public ShortageException(String message, Duration patience) {
      super(message);
      this.patience = patience;
    }

    Duration patience() {
      return patience;
    }

    /// Whether others of the same machine meet it as well.
    boolean concernsAll() {
      return patience.equals(FOR_EVER);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
