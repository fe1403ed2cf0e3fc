package io.parallelr.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The running kernel: process numbers and locks mean nothing beyond it.
public final class Boot {
  private Boot() {}

  /// Tells this boot of this machine from all others; random(4). The machine's name where the
  /// kernel has no such number.
  ///
  /// @param hostName to fall back on
  public static String id(String hostName) {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return hostName;
    }
  }
}
