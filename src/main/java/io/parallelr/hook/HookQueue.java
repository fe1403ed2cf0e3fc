package io.parallelr.hook;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events that wait for a hook, each in a file, so that they survive the server. If there are too
/// many, the oldest are dropped. May be used by any thread.
final class HookQueue {
  private static final Logger log = LoggerFactory.getLogger(HookQueue.class);
  private static final String END = ".json";

  private final Path directory;
  private final int most;
  private final Deque<Path> files = new ArrayDeque<>();
  private long next;
  private long dropped;

  /// Takes up what an earlier server has left.
  ///
  /// @param most how many may wait
  HookQueue(Path directory, int most) throws IOException {
    this.directory = directory;
    this.most = most;
    PrivateFiles.makeDirectory(directory);
    try (var found = Files.list(directory)) {
      found.filter(file -> NativeText.nameOf(file).matches("[0-9]{19}\\.json"))
          .sorted()
          .forEach(files::add);
    }
    next = files.isEmpty()
        ? 1
        : Long.parseLong(NativeText.nameOf(files.getLast()).replace(END, "")) + 1;
  }

  /// Adds an event; it is on disk when this returns.
  synchronized void add(String json) throws IOException {
    var file = directory.resolve("%019d".formatted(next++) + END);
    AtomicFile.writeUnsynced(file, json);
    files.add(file);
    if (files.size() > most) {
      Files.deleteIfExists(files.removeFirst());
      if (dropped++ % most == 0) {
        log.warn("hook {}: more than {} events wait, so the oldest are dropped",
            NativeText.nameOf(directory), most);
      }
    }
    notifyAll();
  }

  /// Waits for the oldest event, which stays until it is removed.
  synchronized Path first() throws InterruptedException {
    while (files.isEmpty()) {
      wait();
    }
    return files.getFirst();
  }

  /// The text of an event; empty if it was dropped meanwhile.
  static Optional<String> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  synchronized void remove(Path file) throws IOException {
    files.remove(file);
    Files.deleteIfExists(file);
  }
}
