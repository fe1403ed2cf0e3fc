package io.parallelr.prunner;

import io.parallelr.engine.Threads;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices changes of the files that define pipelines. The system reports those in directories that
/// hold such files and in the one where the search begins; for others, and on file systems that
/// report nothing, there is an interval.
final class DefinitionWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DefinitionWatch.class);
  /// Editors change a file in several steps.
  private static final Duration SETTLING = Duration.ofMillis(100);

  private final Path base;
  private final LiveDefinitions definitions;
  private final Duration interval;
  private final Runnable reload;
  private final WatchService service;
  private final Set<Path> watched = new HashSet<>(); // used by one thread

  private DefinitionWatch(
      Path base,
      LiveDefinitions definitions,
      Duration interval,
      Runnable reload,
      WatchService service) {
    this.base = base;
    this.definitions = definitions;
    this.interval = interval;
    this.reload = reload;
    this.service = service;
  }

  /// Begins, on a thread of its own.
  ///
  /// @param base the directory in which files are searched for
  /// @param interval between two looks if nothing is reported
  static DefinitionWatch start(
      Path base,
      LiveDefinitions definitions,
      Duration interval,
      Runnable reload) throws IOException {
    var watch = new DefinitionWatch(
        base,
        definitions,
        interval,
        reload,
        FileSystems.getDefault().newWatchService());
    watch.registerAll();
    var _ = Threads.start("watch", watch::loop);
    return watch;
  }

  private void registerAll() {
    register(base.toAbsolutePath());
    for (var file : definitions.files()) {
      var directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        register(directory);
      }
    }
  }

  private void register(Path directory) {
    if (watched.contains(directory)) {
      return;
    }
    try {
      var _ = directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_DELETE,
          StandardWatchEventKinds.ENTRY_MODIFY);
      watched.add(directory);
    } catch (IOException e) {
      log.debug("{} is only looked at: {}", NativeText.of(directory), Reason.withPath(e));
    }
  }

  private void loop() {
    try {
      while (true) {
        var reported = service.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
        if (reported != null) {
          Thread.sleep(SETTLING);
          for (var key = reported; key != null; key = service.poll()) {
            key.pollEvents();
            if (!key.reset()) {
              watched.clear(); // a directory is gone; all are registered again
            }
          }
        }
        reload.run();
        registerAll();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // closed
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
