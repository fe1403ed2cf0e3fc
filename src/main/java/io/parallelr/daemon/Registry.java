package io.parallelr.daemon;

import io.parallelr.os.LockFile;
import io.parallelr.os.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who runs tasks for a user: a file for each supervisor, whose lock it holds while it lives.
///
/// @param directory where the entries lie; made when the first supervisor enters itself
/// @param runs where the directories of the runs lie that they tell of
public record Registry(Path directory, Path runs) {
  private static final Logger log = LoggerFactory.getLogger(Registry.class);
  private static final String SUFFIX = ".json";

  /// What an entry says, and whether that holds.
  public sealed interface Entry {
    /// The supervisor lives on this machine.
    record Live(Supervisor supervisor) implements Entry {}

    /// It is dead.
    record Stale(Supervisor supervisor, Path file) implements Entry {}

    /// It runs, or did, on another machine that shares this home.
    record Elsewhere(Supervisor supervisor) implements Entry {}

    /// The file cannot be read.
    ///
    /// @param isHeld whether somebody holds its lock
    record Corrupt(Path file, String reason, boolean isHeld) implements Entry {}
  }

  /// A place in the registry; closing it gives it up.
  public static final class Registration implements AutoCloseable {
    private final Path file;
    private final LockFile lock;

    private Registration(Path file, LockFile lock) {
      this.file = file;
      this.lock = lock;
    }

    @Override
    public void close() {
      try (lock) {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        log.warn("{} cannot be deleted: {}", file, e.toString());
      }
    }
  }

  /// Enters a supervisor, and takes out the entries of those that died.
  ///
  /// The file gets its name when it is complete and locked: an entry that can be seen and is not
  /// locked is always that of a dead one.
  ///
  /// @throws IOException if the directory cannot be written to
  public Registration register(Supervisor supervisor) throws IOException {
    Files.createDirectories(directory);
    for (var entry : list()) {
      if (entry instanceof Entry.Stale(_, var file)) {
        Files.deleteIfExists(file);
      }
    }
    var draft = directory.resolve("." + supervisor.runId());
    Files.writeString(draft, supervisor.toJson() + '\n');
    var lock = LockFile.hold(draft); // after it was written: closing any descriptor would drop it
    var file = directory.resolve(supervisor.runId() + SUFFIX);
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
    return new Registration(file, lock);
  }

  /// All entries. Reads only. Not to be called by a process that is registered.
  ///
  /// @throws IOException if the directory is there and cannot be read
  public List<Entry> list() throws IOException {
    var entries = new ArrayList<Entry>();
    try (var files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (var file : files) {
        look(file).ifPresent(entries::add);
      }
    } catch (NoSuchFileException e) {
      return List.of(); // nobody has ever run here
    }
    return entries;
  }

  /// Whether a run is one of those that these entries tell of; runs of another home are not.
  boolean knows(String runId) {
    return runs.resolve(runId).toFile().isDirectory();
  }

  /// The supervisors that live on this machine, the oldest first.
  public List<Supervisor> live() throws IOException {
    return list().stream()
        .filter(Entry.Live.class::isInstance)
        .map(e -> ((Entry.Live) e).supervisor())
        .sorted((a, b) -> a.runId().compareTo(b.runId()))
        .toList();
  }

  private static Optional<Entry> look(Path file) {
    boolean isHeld = false;
    try {
      isHeld = LockFile.isHeld(file);
      var supervisor = Supervisor.parse(Files.readString(file));
      if (!supervisor.isOfThisBoot()) {
        return Optional.of(
            supervisor.host().equals(Machine.hostName())
                ? new Entry.Stale(supervisor, file) // from before the machine was started anew
                : new Entry.Elsewhere(supervisor));
      }
      return Optional.of(
          isHeld && supervisor.isThere()
              ? new Entry.Live(supervisor)
              : new Entry.Stale(supervisor, file));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // it has just ended
    } catch (IOException e) {
      return Optional.of(new Entry.Corrupt(file, String.valueOf(e.getMessage()), isHeld));
    }
  }
}
