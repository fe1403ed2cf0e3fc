package io.parallelr.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/// A control group of version 2 that limits the memory of the processes in it: when they need more,
/// the kernel kills all of them. Nothing of it is swapped out instead. For one thread.
public final class MemoryGroup {
  private static final String PROCESSES = "cgroup.procs";

  private final Path directory;
  private final long limit;

  private MemoryGroup(Path directory, long limit) {
    this.directory = directory;
    this.limit = limit;
  }

  /// Makes one.
  ///
  /// @param limit in bytes
  /// @throws IOException if the kernel does not let it
  static MemoryGroup create(Path directory, long limit) throws IOException {
    Files.createDirectory(directory);
    var group = new MemoryGroup(directory, limit);
    try {
      write(directory.resolve("memory.max"), Long.toString(limit));
      write(directory.resolve("memory.oom.group"), "1");
      var swap = directory.resolve("memory.swap.max");
      if (Files.exists(swap)) { // not where swap is not accounted for
        write(swap, "0");
      }
      return group;
    } catch (IOException e) {
      boolean _ = group.remove();
      throw e;
    }
  }

  static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  }

  /// The file that takes in a process that writes a zero into it.
  public Path entrance() {
    return directory.resolve(PROCESSES);
  }

  /// In bytes.
  public long limit() {
    return limit;
  }

  /// Whether the kernel has killed processes of it because the limit was reached.
  public boolean hasOverrun() {
    return event("oom") > 0 && event("oom_kill") > 0;
  }

  private long event(String name) {
    try (var lines = Files.lines(directory.resolve("memory.events"))) {
      return lines.filter(line -> line.startsWith(name + " "))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /// The most that it has used, in bytes; the limit where the kernel does not count that.
  public long peak() {
    return number(directory.resolve("memory.peak")).orElse(limit);
  }

  private static Optional<Long> number(Path file) {
    try {
      return Optional.of(Long.valueOf(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Removes it with those that were made in it.
  ///
  /// @return false if processes are left in it
  public boolean remove() {
    return remove(directory);
  }

  static boolean remove(Path directory) {
    try {
      try (var below = Files.list(directory)) {
        for (var child : (Iterable<Path>) directories(below)::iterator) {
          boolean _ = remove(child);
        }
      }
      Files.delete(directory);
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Stream<Path> directories(Stream<Path> files) {
    return files.filter(Files::isDirectory);
  }
}
