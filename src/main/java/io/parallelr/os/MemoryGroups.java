package io.parallelr.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Control groups for tasks, each with a limit of memory, in a group that was delegated to this
/// process: cgroups(7). Only a group without processes of its own may pass memory on to groups in
/// it; so this process first moves into one. For any threads.
public final class MemoryGroups implements AutoCloseable {
  private static final String PREFIX = "parallelr-";
  private static final String CONTROLLER = "memory";
  private static final String PROCESSES = "cgroup.procs";
  private static final String CONTROL = "cgroup.subtree_control";

  private final Path parent;
  private final String name;
  private final long limit;
  private final Set<Integer> moved;
  private final AtomicInteger made = new AtomicInteger();
  private final Queue<MemoryGroup> left = new ConcurrentLinkedQueue<>();

  /// Whether there can be such groups.
  public sealed interface Found {}

  /// There can.
  public record Usable(MemoryGroups groups) implements Found {}

  /// There cannot, for a reason that ends a sentence.
  public record Refused(String reason) implements Found {}

  private MemoryGroups(Path parent, String name, long limit, Set<Integer> moved) {
    this.parent = parent;
    this.name = name;
    this.limit = limit;
    this.moved = Set.copyOf(moved);
  }

  /// Prepares a group for groups in it.
  ///
  /// @param group the one that this process is in
  /// @param pid of this process
  /// @param own processes that may be moved within it, this one among them
  /// @param limit of each group, in bytes
  public static Found in(Path group, int pid, Set<Integer> own, long limit) {
    var name = PREFIX + pid;
    try {
      if (!words(group.resolve("cgroup.controllers")).contains(CONTROLLER)) {
        return new Refused("it has no memory controller");
      }
      if (!Files.isWritable(group) || !Files.isWritable(group.resolve(PROCESSES))
          || !Files.isWritable(group.resolve(CONTROL))) {
        return new Refused("it is not delegated to this user");
      }
      clean(group);
      if (words(group.resolve(CONTROL)).contains(CONTROLLER)) {
        return new Usable(new MemoryGroups(group, name, limit, Set.of()));
      }
      var there = processes(group);
      if (!own.containsAll(there)) {
        return new Refused("other processes are in it");
      }
      var groups = new MemoryGroups(group, name, limit, there);
      groups.moveDown();
      return new Usable(groups);
    } catch (IOException e) {
      return new Refused("it cannot be divided: " + e.getMessage());
    }
  }

  private void moveDown() throws IOException {
    var inner = Files.createDirectory(parent.resolve(name));
    try {
      for (int process : moved) {
        MemoryGroup.write(inner.resolve(PROCESSES), Integer.toString(process));
      }
      MemoryGroup.write(parent.resolve(CONTROL), "+" + CONTROLLER);
    } catch (IOException e) {
      moveUp();
      throw e;
    }
  }

  private void moveUp() throws IOException {
    for (int process : moved) {
      MemoryGroup.write(parent.resolve(PROCESSES), Integer.toString(process));
    }
    boolean _ = MemoryGroup.remove(parent.resolve(name));
  }

  /// Removes what others have left that died.
  private static void clean(Path group) throws IOException {
    try (var below = Files.list(group)) {
      for (var child : below.filter(Files::isDirectory).toList()) {
        var parts = NativeText.nameOf(child).split("-", -1);
        if (NativeText.nameOf(child).matches(PREFIX + "\\d{1,9}(-\\d{1,9})?")
            && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()) {
          boolean _ = MemoryGroup.remove(child); // unless a task is left in it
        }
      }
    }
  }

  private static List<String> words(Path file) throws IOException {
    return Arrays.asList(Files.readString(file).strip().split("\\s+"));
  }

  private static Set<Integer> processes(Path group) throws IOException {
    try (var lines = Files.lines(group.resolve(PROCESSES))) {
      return Set.copyOf(
          lines.filter(line -> !line.isBlank())
              .map(line -> Integer.valueOf(line.strip()))
              .toList());
    }
  }

  /// Where they are.
  public Path parent() {
    return parent;
  }

  /// In bytes.
  public long limit() {
    return limit;
  }

  /// Makes one for a task.
  ///
  /// @throws IOException if the kernel does not let it
  public MemoryGroup create() throws IOException {
    return MemoryGroup.create(
        parent.resolve(name + "-" + made.incrementAndGet()), limit);
  }

  /// Removes one, now or, if processes are left in it, at the end.
  public void remove(MemoryGroup group) {
    if (!group.remove()) {
      left.add(group);
    }
  }

  /// Removes all, and moves this process back.
  @Override
  public void close() throws IOException {
    left.removeIf(MemoryGroup::remove);
    if (!moved.isEmpty()) {
      MemoryGroup.write(parent.resolve(CONTROL), "-" + CONTROLLER);
      moveUp();
    }
  }
}
