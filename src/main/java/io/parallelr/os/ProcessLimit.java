package io.parallelr.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// How many more processes and threads this process may start, beside what its user and its group
/// have now: setrlimit(2) with RLIMIT_NPROC, and the pids controller of cgroups(7).
public final class ProcessLimit {
  /// A limit above this is far from any that hurts, and counting takes a while.
  private static final long COUNTED = 4096;
  private static final List<Path> GROUPS =
      List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/pids"),
          Path.of("/sys/fs/cgroup/unified"));

  private ProcessLimit() {}

  /// Empty if there is no limit near enough to matter.
  public static OptionalLong room() {
    return Stream.of(ofUser(), ofGroups())
        .flatMapToLong(OptionalLong::stream)
        .map(room -> Math.max(0, room))
        .min();
  }

  private static OptionalLong ofUser() {
    if (!Spawner.isSupported() || PosixProcesses.effectiveUser() == 0) { // whom it does not bind
      return OptionalLong.empty();
    }
    try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
      var limit = lines.filter(line -> line.startsWith("Max processes"))
          .map(line -> line.replaceFirst("Max processes +", "").split(" +", 2)[0])
          .filter(number -> !number.equals("unlimited"))
          .mapToLong(Long::parseLong)
          .findFirst();
      return limit.isPresent() && limit.getAsLong() <= COUNTED
          ? OptionalLong
              .of(limit.getAsLong() - ProcessTable.threadsOf(PosixProcesses.effectiveUser()))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong ofGroups() {
    try (var lines = Files.lines(Path.of("/proc/self/cgroup"))) {
      return lines.map(line -> line.split(":", 3))
          .filter(fields -> fields.length == 3)
          .filter(fields -> fields[1].isEmpty() || List.of(fields[1].split(",")).contains("pids"))
          .flatMap(fields -> groups(Path.of(fields[2])))
          .flatMapToLong(group -> in(group).stream())
          .min();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /// A group and all above it, wherever its hierarchy may be mounted.
  private static Stream<Path> groups(Path name) {
    return GROUPS.stream()
        .flatMap(root -> Stream.iterate(name, p -> p != null, Path::getParent)
            .map(p -> root.resolve(Path.of("/").relativize(p))));
  }

  private static OptionalLong in(Path group) {
    try {
      var most = Files.readString(group.resolve("pids.max")).strip();
      var now = Files.readString(group.resolve("pids.current")).strip();
      return most.equals("max") || Long.parseLong(most) > COUNTED
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(most) - Long.parseLong(now));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty(); // not there, or the root, which has none
    }
  }
}
