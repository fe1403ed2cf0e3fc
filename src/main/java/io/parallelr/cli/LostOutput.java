package io.parallelr.cli;

import io.parallelr.journal.RunDirectory;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/// What tasks have printed and could not be printed here: whoever asked for it must learn that it
/// is not all there. For any threads.
final class LostOutput {
  private final AtomicReference<IOException> first = new AtomicReference<>();

  /// Nothing more is printed, for a reason. If that is that nobody reads any more, nothing is lost.
  void because(IOException problem) {
    if (!(problem instanceof StandardStream.ReaderGone)) {
      first.compareAndSet(null, problem);
    }
  }

  /// @param run that has ended
  /// @throws IOException if something was lost
  void require(RunDirectory run) throws IOException {
    var problem = first.get();
    if (problem != null) {
      throw new IOException(
          "what tasks printed is not printed in full: %s; it is recorded: parallelr log %s TASK"
              .formatted(Reason.withPath(problem), run.id()),
          problem);
    }
  }
}
