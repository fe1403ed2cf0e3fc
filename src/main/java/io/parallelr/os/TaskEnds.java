package io.parallelr.os;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// How tasks of a run have ended whose supervisor was dead by then: a file for each in a directory
/// of the run, named by the slot and the process, as the [SlotFile] says them.
public final class TaskEnds {
  private static final String DIRECTORY = "ends";
  private static final String EXITED = "exited";
  private static final String KILLED = "killed";
  private static final String FORGONE = "forgone\n";
  private static final Pattern NAME = Pattern.compile("([1-9]\\d{0,8})-([1-9]\\d{0,8})");
  private static final Pattern LINE = Pattern.compile("(exited|killed) (\\d{1,3})\n");

  private TaskEnds() {}

  /// The end of a task.
  ///
  /// @param recorded when it was, at once when the task had ended
  public record End(int slot, int pid, ChildProcess.Exit exit, Instant recorded) {
    /// How long ago that was, by the clock as it is set now.
    public Duration age() {
      var age = Duration.between(recorded, Instant.now());
      return age.isNegative() ? Duration.ZERO : age;
    }
  }

  /// Records an end so that it outlives a loss of power; leaves what is recorded already.
  ///
  /// @throws IOException if it cannot be written
  public static void write(Path run, int slot, int pid, ChildProcess.Exit exit)
      throws IOException {
    write(file(run, slot, pid), switch (exit) {
      case ChildProcess.Exited(var code, _) -> "%s %d\n".formatted(EXITED, code);
      case ChildProcess.Killed(var signal, _) -> "%s %d\n".formatted(KILLED, signal);
    });
  }

  /// Says that the end of a task, which is about to be ended, tells nothing about it.
  ///
  /// @throws IOException if it cannot be written
  public static void forgo(Path run, int slot, int pid) throws IOException {
    write(file(run, slot, pid), FORGONE);
  }

  private static void write(Path file, String text) throws IOException {
    var directory = Objects.requireNonNull(file.getParent());
    if (!Files.isDirectory(Objects.requireNonNull(directory.getParent()))) {
      return; // the run has been deleted
    }
    var _ = PrivateFiles.createDirectory(directory);
    if (!Files.exists(file)) {
      AtomicFile.write(file, text);
    }
  }

  /// How a task has ended; empty if that is not recorded.
  public static Optional<End> find(Path run, int slot, int pid) {
    var file = file(run, slot, pid);
    try {
      var exit = parse(PrivateFiles.read(file));
      var recorded = Files.getLastModifiedTime(file).toInstant();
      return exit.map(e -> new End(slot, pid, e, recorded));
    } catch (IOException e) {
      return Optional.empty(); // nothing of use is known
    }
  }

  /// All ends that are recorded for a run.
  ///
  /// @throws IOException if they cannot be listed
  public static List<End> all(Path run) throws IOException {
    var ends = new ArrayList<End>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(run.resolve(DIRECTORY))) {
      for (var file : files) {
        var name = NAME.matcher(NativeText.nameOf(file));
        if (name.matches()) {
          int slot = Integer.parseInt(name.group(1));
          int pid = Integer.parseInt(name.group(2));
          find(run, slot, pid).ifPresent(ends::add);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return ends;
  }

  /// Waits until nothing in the slots of a run has ended without being taken in: whoever records an
  /// end does it before. Gives up after a while, as not every process is taken in.
  public static void await(Path run, Duration longest) throws InterruptedException {
    var pids = SlotFile.read(run).pids().values();
    long deadline = System.nanoTime() + longest.toNanos();
    while (pids.stream().anyMatch(TaskEnds::isZombie) && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
  }

  private static boolean isZombie(int pid) {
    return ProcessTable.entry(pid).filter(p -> p.state() == 'Z').isPresent();
  }

  /// Forgets an end.
  ///
  /// @throws IOException if it cannot be deleted
  public static void delete(Path run, int slot, int pid) throws IOException {
    Files.deleteIfExists(file(run, slot, pid));
  }

  private static Path file(Path run, int slot, int pid) {
    return run.resolve(DIRECTORY).resolve(slot + "-" + pid);
  }

  static Optional<ChildProcess.Exit> parse(String text) {
    var line = LINE.matcher(text);
    if (!line.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(line.group(2));
    return Optional.of(
        line.group(1).equals(EXITED)
            ? new ChildProcess.Exited(number, ChildProcess.ResourceUsage.UNKNOWN)
            : new ChildProcess.Killed(number, ChildProcess.ResourceUsage.UNKNOWN));
  }
}
