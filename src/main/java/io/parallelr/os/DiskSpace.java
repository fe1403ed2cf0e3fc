package io.parallelr.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// What is free on a file system for this process; statvfs(3).
///
/// @param bytes for data
/// @param files how many can be made; empty where the limit is missing or unknown
public record DiskSpace(long bytes, OptionalLong files) {
  private static final int ROOT = 0;

  /// The space of the file system that holds a file or directory.
  ///
  /// @return empty if that cannot be determined
  public static Optional<DiskSpace> at(Path path) {
    if (!Spawner.isSupported()) {
      try {
        return Optional.of(
            new DiskSpace(Files.getFileStore(path).getUsableSpace(), OptionalLong.empty()));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    boolean isRoot = PosixProcesses.effectiveUser() == ROOT; // for whom a part is kept
    return PosixFiles.statvfs(path)
        .map(s -> new DiskSpace(
            s.blockBytes() * (isRoot ? s.freeBlocks() : s.availableBlocks()),
            s.files() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(isRoot ? s.freeFiles() : s.availableFiles())));
  }
}
