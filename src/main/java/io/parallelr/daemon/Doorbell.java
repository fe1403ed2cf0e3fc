package io.parallelr.daemon;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for files to be put into a directory: not longer than it takes where the system reports
/// them, and for an interval where it does not, as it allows each user a number of watches. For
/// one thread.
final class Doorbell implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Doorbell.class);
  private final Optional<WatchService> watch;

  private Doorbell(Optional<WatchService> watch) {
    this.watch = watch;
  }

  /// Makes the directory if it is not there.
  static Doorbell at(Path directory) {
    try {
      PrivateFiles.makeDirectory(directory);
      var service = directory.getFileSystem().newWatchService();
      try {
        var _ = directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
        return new Doorbell(Optional.of(service));
      } catch (IOException e) {
        service.close();
        throw e;
      }
    } catch (IOException e) {
      log.debug("requests are looked for now and then: {}", Reason.withPath(e));
      return new Doorbell(Optional.empty());
    }
  }

  /// Waits for a file, or for a time.
  void await(long millis) throws InterruptedException {
    if (watch.isEmpty()) {
      Thread.sleep(millis);
      return;
    }
    try {
      var key = watch.get().poll(millis, MILLISECONDS);
      if (key != null) {
        var _ = key.pollEvents();
        if (!key.reset()) {
          Thread.sleep(millis); // the directory was removed
        }
      }
    } catch (ClosedWatchServiceException e) {
      throw new InterruptedException();
    }
  }

  @Override
  public void close() throws IOException {
    if (watch.isPresent()) {
      watch.get().close();
    }
  }
}
