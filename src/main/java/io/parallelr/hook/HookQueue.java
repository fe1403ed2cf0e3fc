package io.parallelr.hook;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events that wait for a hook, each in a file, so that they survive the server. If there are too
/// many, the oldest are dropped. What is given up is moved to a directory inside. A disk that takes
/// no files stops nothing: events are in memory then. May be used by any thread.
final class HookQueue {
  private static final Logger log = LoggerFactory.getLogger(HookQueue.class);
  private static final String END = ".json";
  private static final String NUMBER = "[0-8][0-9]{18}"; // one that a long can hold
  private static final int DIGITS = 19;
  private static final String DRAFT = "\\.draft-.*"; // AtomicFile's, of a server that was killed

  private final Path directory;
  private final Path failed;
  private final int most;
  private final int mostFailed;
  private final Deque<Waiting> events = new ArrayDeque<>();
  private final Deque<Path> failedFiles = new ArrayDeque<>();
  private long next;
  private long dropped;
  private boolean isUnsaved; // whether that has been said

  /// An event that waits.
  ///
  /// @param unsaved its text if it is not in its file; else empty
  record Waiting(Path file, String unsaved) {
    Waiting(Path file) {
      this(file, "");
    }
  }

  /// Takes up what an earlier server has left.
  ///
  /// @param most how many may wait
  /// @param mostFailed how many are kept of those that are given up
  HookQueue(Path directory, int most, int mostFailed) throws IOException {
    this.directory = directory;
    this.failed = directory.resolve("failed");
    this.most = most;
    this.mostFailed = mostFailed;
    PrivateFiles.makeDirectory(directory);
    found(directory, DRAFT).forEach(this::delete);
    found(directory, NUMBER + "\\.json").forEach(file -> events.add(new Waiting(file)));
    if (Files.isDirectory(failed)) {
      failedFiles.addAll(found(failed, NUMBER + "\\.(json|bad)"));
    }
    next = 1 + Math.max(
        events.isEmpty() ? 0 : number(events.getLast().file()),
        failedFiles.isEmpty() ? 0 : number(failedFiles.getLast())); // whose names are not reused
  }

  private static List<Path> found(Path directory, String pattern) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> NativeText.nameOf(file).matches(pattern)).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long number(Path file) {
    return Long.parseLong(NativeText.nameOf(file).substring(0, DIGITS));
  }

  /// Adds an event; it is on disk when this returns, if that is possible.
  ///
  /// @param isHurried whether rather a loss of power may lose it than that this takes its time
  synchronized void add(String json, boolean isHurried) {
    var file = directory.resolve("%019d".formatted(next++) + END);
    events.add(new Waiting(file, isSaved(file, json, isHurried) ? "" : json));
    if (events.size() > most) {
      delete(events.removeFirst().file());
      if (dropped++ % most == 0) {
        log.warn("hook {}: more than {} events wait, so the oldest are dropped", name(), most);
      }
    }
    notifyAll();
  }

  private boolean isSaved(Path file, String json, boolean isHurried) {
    try {
      PrivateFiles.createDirectory(directory); // if somebody has deleted it
      if (isHurried) {
        AtomicFile.writeUnsynced(file, json);
      } else {
        AtomicFile.write(file, json);
      }
      isUnsaved = false;
      return true;
    } catch (IOException e) {
      if (!isUnsaved) {
        log.warn("hook {}: events are kept in memory alone, as they cannot be written: {}",
            name(), Reason.withPath(e));
      }
      isUnsaved = true;
      return false;
    }
  }

  /// Waits for the oldest event, which stays until it is removed.
  synchronized Waiting first() throws InterruptedException {
    while (events.isEmpty()) {
      wait();
    }
    return events.getFirst();
  }

  /// How many wait.
  synchronized int size() {
    return events.size();
  }

  /// The text of an event; empty if it was dropped meanwhile.
  ///
  /// @throws IOException if its file cannot be read
  Optional<String> read(Waiting event) throws IOException {
    synchronized (this) {
      if (!event.equals(events.peekFirst())) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          event.unsaved().isEmpty() ? PrivateFiles.read(event.file()) : event.unsaved());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// When an event was added, or noted to be tried first.
  ///
  /// @param otherwise if that is not known
  static Instant since(Waiting event, Instant otherwise) {
    try {
      return Files.getLastModifiedTime(event.file()).toInstant();
    } catch (IOException e) {
      return otherwise;
    }
  }

  /// Notes for later servers that an event is tried for the first time.
  static void note(Waiting event, Instant now) {
    try {
      Files.setLastModifiedTime(event.file(), FileTime.from(now));
    } catch (IOException e) {
      log.debug("{}: {}", event.file(), Reason.of(e)); // it is in memory alone, or else tried
                                                       // longer
    }
  }

  /// Takes out an event that was delivered.
  synchronized void remove(Waiting event) {
    if (events.remove(event)) {
      delete(event.file());
    }
  }

  /// Takes out an event that is not tried again, and keeps it elsewhere.
  ///
  /// @param isReadable whether it could be delivered later
  /// @return where it is; empty if it is nowhere
  synchronized Optional<Path> giveUp(Waiting event, boolean isReadable) {
    if (!events.remove(event)) {
      return Optional.empty();
    }
    var name = NativeText.nameOf(event.file());
    var kept = failed.resolve(isReadable ? name : name.replace(END, ".bad"));
    try {
      PrivateFiles.createDirectory(failed);
      if (event.unsaved().isEmpty()) {
        Files.move(event.file(), kept, StandardCopyOption.ATOMIC_MOVE);
      } else {
        AtomicFile.writeUnsynced(kept, event.unsaved());
      }
    } catch (IOException e) {
      log.warn("hook {}: an event that is given up cannot be kept: {}", name(), Reason.withPath(e));
      return Optional.empty();
    }
    failedFiles.add(kept);
    if (failedFiles.size() > mostFailed) {
      delete(failedFiles.removeFirst());
    }
    return Optional.of(kept);
  }

  /// Once more tries to write what is in memory alone.
  synchronized void save() {
    int lost = 0;
    for (var event : events) {
      if (!event.unsaved().isEmpty() && !isSaved(event.file(), event.unsaved(), true)) {
        lost++;
      }
    }
    if (lost > 0) {
      log.warn("hook {}: {} lost, as nothing can be written", name(), Count.of(lost, "event"));
    }
  }

  /// The event is done with, even if its file stays and a later server finds it.
  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("hook {}: {}", name(), Reason.withPath(e));
    }
  }

  private String name() {
    return NativeText.nameOf(directory);
  }
}
