package io.parallelr.os;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Version 2 of control groups; cgroups(7).
public final class ControlGroup {
  private static final String UNIFIED = "0::";
  private static final String ROOT = "/sys/fs/cgroup";

  private ControlGroup() {}

  /// The directories of the group of this process and of those that it lies in, whose limits hold
  /// for it, too.
  static List<String> andThoseAround() {
    var all = new ArrayList<String>();
    var own = ofThisProcess().orElse("");
    for (var group = own; group.length() >= ROOT.length(); group =
        group.substring(0, group.lastIndexOf('/'))) {
      all.add(group);
    }
    return all;
  }

  /// The directory of the group of this process; empty where it is not mounted at its usual place.
  public static Optional<String> ofThisProcess() {
    try (var in = new FileInputStream("/proc/self/cgroup")) {
      return NativeText.of(in.readAllBytes())
          .lines()
          .filter(line -> line.startsWith(UNIFIED))
          .map(line -> ROOT + line.substring(UNIFIED.length()))
          .filter(directory -> new java.io.File(directory, "cgroup.procs").exists())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
