package io.parallelr.queue;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says that something has changed in a directory, where the system tells. That is a hint only:
/// network file systems tell nothing, and events get lost.
final class DirectoryEvents implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryEvents.class);

  private final Optional<WatchService> service;

  private DirectoryEvents(Optional<WatchService> service) {
    this.service = service;
  }

  /// Begins to listen.
  ///
  /// @param heard called on a thread of its own
  static DirectoryEvents of(Path directory, Runnable heard) {
    try {
      var service = directory.getFileSystem().newWatchService();
      directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY);
      Thread.ofPlatform().name("watch").daemon().start(() -> listen(service, heard));
      return new DirectoryEvents(Optional.of(service));
    } catch (IOException | UnsupportedOperationException e) {
      log.info("{} is only scanned from time to time: {}", directory, e.toString());
      return new DirectoryEvents(Optional.empty());
    }
  }

  private static void listen(WatchService service, Runnable heard) {
    try {
      while (true) {
        var key = service.take();
        key.pollEvents();
        heard.run();
        if (!key.reset()) {
          return; // the directory is gone, and whoever serves it notices
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      log.debug("the directory is no longer watched");
    }
  }

  @Override
  public void close() throws IOException {
    if (service.isPresent()) {
      service.get().close();
    }
  }
}
