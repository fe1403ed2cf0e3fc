package io.parallelr.serve;

/// What has become of a job that was submitted.
public sealed interface Submission {

  /// It will run, and will be known after a restart.
  ///
  /// @param id a random UUID
  record Accepted(String id) implements Submission {}

  /// Its lane has no place for it.
  ///
  /// @param text why, as a sentence without its full stop
  record Refused(String text) implements Submission {}

  /// There is no such lane: what it runs is not defined any more.
  record NoLane() implements Submission {}

  /// The server is shutting down.
  record Closing() implements Submission {}

  /// It cannot be stored.
  ///
  /// @param reason as a sentence without its full stop
  /// @param isFull whether that is for lack of space
  record NotStored(String reason, boolean isFull) implements Submission {}
}
