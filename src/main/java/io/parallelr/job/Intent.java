package io.parallelr.job;

/// Why a step or a job is ended before it has ended by itself. It is recorded before any signal is
/// sent, and the result follows it, whatever the process then answers.
public enum Intent {
  /// A user has killed this step.
  KILL,
  /// A user has cancelled the job.
  CANCEL,
  /// Another job has taken the job's place in the queue.
  REPLACE,
  /// The job has used up its time.
  TIME_LIMIT,
  /// Another step has failed, and the job is to stop then.
  FAILURE,
  /// What runs the tasks has been stopped.
  SHUTDOWN,
  /// The job had not ended when what runs the tasks was started again, which was to end it.
  RESTART,
  /// The job was restored from a backup, in which it had not ended.
  RESTORE
}
