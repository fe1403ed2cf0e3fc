package io.parallelr.autoexec;

import io.parallelr.autoexec.Document.Format;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Decodes tasks for tests; names are made by counting.
final class DecodedTask {
  static final Duration DEFAULT_LIMIT = Duration.ofHours(24);

  private DecodedTask() {}

  static TaskRequest json(String text) throws RefusedException {
    return task(text, Format.JSON);
  }

  static TaskRequest yaml(String text) throws RefusedException {
    return task(text, Format.YAML);
  }

  static TaskRequest task(String text, Format format) throws RefusedException {
    return new TaskDecoder(new TaskNames(counting()), DEFAULT_LIMIT)
        .decode(Document.parse(text, format), Optional.empty());
  }

  static Supplier<String> counting() {
    var count = new AtomicInteger();
    return () -> "id" + count.incrementAndGet();
  }

  /// Why a task is refused, which it must be.
  static String refusal(String text, Format format) {
    try {
      throw new AssertionError("is not refused: " + task(text, format));
    } catch (RefusedException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
