package io.parallelr.top;

import java.util.Optional;

/// What happens to the view.
sealed interface Event {
  record Pressed(Key key) implements Event {}

  /// The terminal has another size.
  record Resized() implements Event {}

  /// What there is has been looked at.
  record Seen(Snapshot snapshot, Optional<Followed> followed) implements Event {}

  /// Something that was asked for is done, or refused.
  ///
  /// @param text what there is to say of that
  record Answered(String text) implements Event {}

  /// This process is to stop, until it is continued.
  record Stopped() implements Event {}

  /// It was continued.
  record Continued() implements Event {}

  /// The view is to end.
  record Ended(int status) implements Event {}

  /// Something went wrong that should not.
  record Failed(Throwable problem) implements Event {}
}
