package io.parallelr.queue;

import java.io.IOException;
import java.io.UncheckedIOException;

/// A queue can no longer be served: the fault is not that of a single file.
final class QueueFault extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  QueueFault(QueueDirectory queue, IOException cause) {
    super(
        "queue %s cannot be served: %s".formatted(queue.path(), Reasons.of(queue, cause)),
        cause);
  }
}
