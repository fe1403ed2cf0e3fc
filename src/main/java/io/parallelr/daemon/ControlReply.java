package io.parallelr.daemon;

/// What came back when a run was asked for something.
public sealed interface ControlReply {
  /// It has answered.
  record Answered(ControlAnswer answer) implements ControlReply {}

  /// It was not asked, as its supervisor is of a version that answers nothing.
  record TooOld() implements ControlReply {}

  /// Its supervisor lives, and does not answer: it may be stopped.
  record Silent() implements ControlReply {}

  /// Its supervisor has ended meanwhile.
  record Ended() implements ControlReply {}
}
