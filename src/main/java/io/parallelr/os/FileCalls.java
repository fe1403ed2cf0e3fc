package io.parallelr.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/// Calls for files that the JDK does not offer. May be used by any threads.
public final class FileCalls {
  private static final boolean IS_SUPPORTED = Spawner.isSupported()
      && "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
  /// Those that grant leases by what the kernel knows of a file. On others, such as NFS, a lease
  /// may be refused for any reason.
  private static final Set<String> WITH_LEASES =
      Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "jfs", "reiserfs",
          "bcachefs");

  private FileCalls() {}

  /// The result of a rename.
  public enum Renamed {
    DONE,
    /// There is a file of the new name: nothing was done.
    TAKEN,
    /// This system or file system cannot do it: nothing was done.
    UNSUPPORTED
  }

  /// Gives a file another name if there is no file of that name, in one step; renameat2(2).
  ///
  /// @throws NoSuchFileException if the file or the directory of its new name is missing
  /// @throws FileSystemException if it cannot be renamed, but for a reason that another way to do it
  ///   might not have
  public static Renamed rename(Path from, Path to) throws IOException {
    if (!IS_SUPPORTED) {
      return Renamed.UNSUPPORTED;
    }
    try (var arena = Arena.ofConfined()) {
      var result = PosixFiles.renameNoReplace(
          NativeFile.name(arena, from),
          NativeFile.name(arena, to));
      if (!result.failed()) {
        return Renamed.DONE;
      }
      return switch (result.errno()) {
        case Posix.EEXIST -> Renamed.TAKEN;
        case Posix.EINVAL, Posix.ENOSYS -> Renamed.UNSUPPORTED;
        case Posix.ENOENT -> throw new NoSuchFileException(from.toString(), to.toString(), null);
        default -> throw new FileSystemException(
            from.toString(),
            to.toString(),
            Posix.describe(result.errno()));
      };
    }
  }

  /// Whether the kernel can tell who has files of a directory open: it does on local file systems.
  public static boolean tellsWriters(Path directory) {
    try {
      FileStore store = Files.getFileStore(directory);
      return IS_SUPPORTED && WITH_LEASES.contains(store.type());
    } catch (IOException e) {
      return false;
    }
  }

  /// Whether a process has the file open for writing: then no lease is granted; fcntl(2).
  ///
  /// @param file where [#tellsWriters(Path)]
  /// @return false too if that is not for us to know, as of a file of another user
  public static boolean isOpenForWriting(Path file) {
    try (var arena = Arena.ofConfined()) {
      var opened = PosixFiles.openToRead(NativeFile.name(arena, file));
      if (opened.failed()) {
        return opened.errno() == Posix.EAGAIN; // one with a lease of its own must give it up first
      }
      try {
        var lease = PosixFiles.takeReadLease(opened.intValue());
        return lease.failed() && lease.errno() == Posix.EAGAIN;
      } finally {
        Posix.close(opened.intValue()); // gives the lease back
      }
    }
  }
}
