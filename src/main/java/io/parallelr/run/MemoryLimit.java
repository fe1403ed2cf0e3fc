package io.parallelr.run;

import io.parallelr.daemon.Keeper;
import io.parallelr.os.ControlGroup;
import io.parallelr.os.MemoryGroups;
import io.parallelr.os.NativeText;
import java.util.HashSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chooses who sees to it that tasks do not use more memory than they may: the kernel, where this
/// process has a control group for itself, or else a watch that looks once a second.
final class MemoryLimit {
  private static final Logger log = LoggerFactory.getLogger(MemoryLimit.class);

  private MemoryLimit() {}

  /// Control groups for tasks; empty if there is no limit, or there can be none.
  ///
  /// @param bytes for a task
  static Optional<MemoryGroups> groups(Optional<Long> bytes) {
    var own = ControlGroup.ofThisProcess();
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    if (own.isEmpty()) {
      log.info("memory limit: memory is checked once a second, as there is no control group "
          + "of version 2");
      return Optional.empty();
    }
    int pid = Math.toIntExact(ProcessHandle.current().pid());
    var movable = new HashSet<Integer>();
    movable.add(pid);
    Keeper.ofThisProcess().ifPresent(movable::add);
    return switch (MemoryGroups.in(NativeText.path(own.get()), pid, movable, bytes.get())) {
      case MemoryGroups.Usable(var groups) -> {
        log.info("memory limit: the kernel limits tasks, in control groups in {}",
            groups.parent());
        yield Optional.of(groups);
      }
      case MemoryGroups.Refused(var reason) -> {
        log.info("memory limit: memory is checked once a second; control group {}: {}",
            own.get(), reason);
        yield Optional.empty();
      }
    };
  }
}
