package io.parallelr.local;

import io.parallelr.engine.Backend.ShortageException;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The place where a run keeps the files of its tasks. Once it has failed, nothing more is started;
/// a server tries again. For any threads.
final class RunStorage {
  private final Path directory;
  private final boolean isTriedAgain;
  private final AtomicReference<@Nullable UncheckedIOException> failure = new AtomicReference<>();
  private final AtomicReference<@Nullable Consumer<RuntimeException>> listener =
      new AtomicReference<>();

  /// @param directory of the files that tasks print into
  /// @param isTriedAgain whether it may be used again after it has failed
  RunStorage(Path directory, boolean isTriedAgain) {
    this.isTriedAgain = isTriedAgain;
    this.directory = directory;
  }

  /// Sets who is notified, once, of the failure.
  void onFailure(Consumer<RuntimeException> notified) {
    listener.set(notified);
  }

  /// Fails unless the directory is there.
  void look() {
    if (!isTriedAgain && !NativeText.file(directory).isDirectory()) {
      var reason = "output directory %s is gone: it was removed during the run"
          .formatted(directory);
      var _ = failed(reason, new IOException(reason));
    }
  }

  /// Records the failure, unless there was one before, or it may pass.
  ///
  /// @return the exception that every further start throws, or this one alone
  RuntimeException failed(String reason, IOException cause) {
    if (isTriedAgain) {
      return new ShortageException(reason, ShortageException.FOR_EVER);
    }
    var problem = problem(reason, cause);
    if (failure.compareAndSet(null, problem)) {
      Optional.ofNullable(listener.get()).ifPresent(notified -> notified.accept(problem));
    }
    return problem;
  }

  /// A failure that is not recorded, as it is not this place that failed.
  static UncheckedIOException problem(String reason, IOException cause) {
    return new UncheckedIOException("cannot run tasks: " + reason, cause);
  }

  /// @throws UncheckedIOException if it has failed
  void require() {
    var problem = failure.get();
    if (problem != null) {
      throw problem;
    }
  }
}
