package io.parallelr.task;

import java.time.Duration;

/// How a task ended: one case per ending, with the facts only that ending has.
public sealed interface Outcome {

  /// The command ran to its end.
  record Exited(int code) implements Outcome {}

  /// A signal ended the command, and this run did not send it.
  record Signalled(Signal signal) implements Outcome {}

  /// Code that runs in this process in place of a command ended with an exception.
  ///
  /// @param error the exception, on one line, for the user
  record Threw(String error) implements Outcome {}

  /// The command outlived its limit and was killed.
  record TimedOut(Duration limit) implements Outcome {}

  /// The command and its descendants used more memory than allowed and were killed.
  ///
  /// @param limit in bytes
  /// @param used resident bytes when it was noticed
  record OutOfMemory(long limit, long used) implements Outcome {}

  /// The command printed more than allowed and was killed.
  ///
  /// @param limit in bytes for one of its outputs
  record TooMuchOutput(long limit) implements Outcome {}

  /// The command was cancelled while it ran, or before it did.
  ///
  /// @param byRequest somebody asked for the end of this task; else the run was stopped
  record Cancelled(boolean byRequest) implements Outcome {
    /// As the run was stopped.
    public Cancelled() {
      this(false);
    }
  }

  /// The command could not be started; the reason is a sentence for the user.
  record NotStarted(String reason) implements Outcome {}

  /// The backend lost sight of the command: a dead node, a bug.
  record Lost(String reason) implements Outcome {}

  /// The command was given up: a process of it belongs to somebody else, and runs on.
  ///
  /// @param end how it would have ended without that
  /// @param who which process, and whose, as a sentence without its full stop
  record StillRuns(Outcome end, String who) implements Outcome {}

  /// The command was not run, as an earlier run has its result.
  record Skipped(Earlier earlier) implements Outcome {}

  /// A result in the journal of an earlier run.
  ///
  /// @param run its id
  /// @param sequence of the task in it
  record Earlier(String run, int sequence, Status status) {}

  default boolean succeeded() {
    return status() == Status.SUCCESS;
  }

  /// Whether another attempt could come to something else.
  default boolean mayBeRetried() {
    return switch (this) {
      case Exited(var code) -> code != 0;
      case Signalled _,Threw _,TimedOut _,OutOfMemory _,TooMuchOutput _ -> true;
      case Cancelled _,NotStarted _,Lost _,StillRuns _,Skipped _ -> false;
    };
  }

  /// How the command itself ended, though some of its processes were given up.
  default Outcome ofCommand() {
    return this instanceof StillRuns(var end, _) ? end : this;
  }

  default Status status() {
    return switch (this) {
      case Exited(var code) when code == 0 -> Status.SUCCESS;
      case Exited _,Signalled _,Threw _,OutOfMemory _,TooMuchOutput _ -> Status.FAILED;
      case TimedOut _ -> Status.TIMEOUT;
      case Cancelled _ -> Status.CANCELLED;
      case NotStarted _,Lost _ -> Status.ERROR;
      case StillRuns(var end, _) -> end.status();
      case Skipped _ -> Status.SKIPPED;
    };
  }
}
