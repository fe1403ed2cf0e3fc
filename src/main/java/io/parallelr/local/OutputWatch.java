package io.parallelr.local;

import io.parallelr.engine.Threads;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps tasks from filling the disk with what they print: looks at their files ten times a second,
/// if there is a limit. Has a thread of its own then.
final class OutputWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OutputWatch.class);
  private static final long INTERVAL_MILLIS = 100;

  private final OutputLimit limit;
  private final Map<Child, Printing> watched = new ConcurrentHashMap<>();
  private final List<Thread> thread;

  OutputWatch(OutputLimit limit) {
    this.limit = limit;
    this.thread =
        limit.isSet() ? List.of(Threads.start("output", this::watch)) : List.of();
  }

  /// What a task prints into.
  ///
  /// @param cut those that were cut off
  private record Printing(List<Path> files, Set<Path> cut) {}

  OutputLimit limit() {
    return limit;
  }

  void watch(Child child, List<Path> files) {
    if (limit.isSet()) {
      watched.put(child, new Printing(files, ConcurrentHashMap.newKeySet()));
    }
  }

  /// Whether a task is to be ended for what it has printed.
  boolean ends(Child child) {
    var printing = watched.get(child);
    return limit.ends() && printing != null && !printing.cut().isEmpty();
  }

  /// Brings the files of a task that has ended to their limit.
  void ended(Child child) {
    var printing = watched.remove(child);
    if (printing != null) {
      printing.files()
          .stream()
          .filter(file -> printing.cut().contains(file) || limit.isPassed(file))
          .forEach(limit::end);
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        watched.forEach(this::look);
      }
    } catch (InterruptedException e) {
      log.debug("outputs are no longer watched");
    }
  }

  private void look(Child child, Printing printing) {
    for (var file : printing.files()) {
      if (limit.isPassed(file)) {
        limit.cut(file);
        if (printing.cut().add(file) && limit.ends()) {
          child.wake();
        }
      }
    }
  }

  @Override
  public void close() {
    thread.forEach(Thread::interrupt);
  }
}
