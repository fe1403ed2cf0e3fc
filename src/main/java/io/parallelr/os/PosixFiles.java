package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/// C library calls for files and descriptors; see [Posix].
final class PosixFiles {
  private static final short POLLERR = 8;
  private static final short POLLHUP = 16;
  private static final int EACCES = 13;
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 04000; // the same on x86-64 and aarch64
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  /// O_DIRECTORY, which ARM and POWER number in their own way.
  private static final int DIRECTORY = isArmOrPower() ? 040000 : 0200000;
  private static final int F_GETLK = 5;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;
  private static final int FLOCK_BYTES = 32; // struct flock of the 64-bit systems
  private static final int LOCK_PID_OFFSET = 24;
  private static final int AT_FDCWD = -100;
  private static final int RENAME_NOREPLACE = 1;
  private static final int F_SETSIG = 10;
  private static final int SIGURG = 23; // nothing happens when it comes
  private static final int F_SETLEASE = 1024;
  private static final int F_RDLCK = 0;
  private static final int O_RDONLY_NONBLOCK_NOFOLLOW_CLOEXEC = 0x800 | openNoFollow() | 0x80000;
  private static final int STATVFS_BYTES = 256; // more than the structure has

  private static final MemorySegment EVENTFD = Posix.symbol("eventfd");
  private static final MemorySegment READ = Posix.symbol("read");
  private static final MemorySegment WRITE = Posix.symbol("write");
  private static final MemorySegment OPEN = Posix.symbol("open");
  private static final MemorySegment MKFIFO = Posix.symbol("mkfifo");
  private static final MemorySegment FCNTL = Posix.symbol("fcntl");
  private static final MemorySegment POLL = Posix.symbol("poll");
  private static final Optional<MemorySegment> RENAMEAT2 = Posix.find("renameat2");
  private static final Optional<MemorySegment> GETDENTS = Posix.find("getdents64");
  private static final MemorySegment STATVFS = Posix.symbol("statvfs");

  private PosixFiles() {}

  /// eventfd(2) with EFD_CLOEXEC and EFD_NONBLOCK.
  static Posix.Result eventfd() {
    return Posix.call(EVENTFD, 0, 0x80000 | 0x800, 0, 0, 0, 0);
  }

  /// read(2).
  static Posix.Result read(int fd, MemorySegment buffer) {
    return Posix.call(READ, fd, buffer.address(), buffer.byteSize(), 0, 0, 0);
  }

  /// write(2).
  static Posix.Result write(int fd, MemorySegment buffer) {
    return Posix.call(WRITE, fd, buffer.address(), buffer.byteSize(), 0, 0, 0);
  }

  /// poll(2). Blocks.
  ///
  /// @param milliseconds -1 for no limit
  static Posix.Result poll(MemorySegment descriptors, int count, int milliseconds) {
    return Posix.call(POLL, descriptors.address(), count, milliseconds, 0, 0, 0);
  }

  /// Who holds a record lock on a file; fcntl(2) with F_GETLK, which takes none itself.
  ///
  /// @return empty if nobody but this process does
  /// @throws IOException if that cannot be determined
  static Optional<LockFile.Holder> lockHolder(Path file) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = NativeFile.name(arena, file);
      var opened = Posix.call(OPEN, name.address(), O_NONBLOCK | O_CLOEXEC, 0, 0, 0, 0);
      if (opened.failed()) {
        throw exception(file, opened.errno());
      }
      try {
        var lock = arena.allocate(FLOCK_BYTES, 8);
        lock.set(JAVA_SHORT, 0, F_WRLCK); // what conflicts with it; all else is 0: the whole file
        var asked = Posix.call(FCNTL, opened.intValue(), F_GETLK, lock.address(), 0, 0, 0);
        if (asked.failed()) {
          throw exception(file, asked.errno());
        }
        short type = lock.get(JAVA_SHORT, 0);
        int pid = Math.max(0, lock.get(JAVA_INT, LOCK_PID_OFFSET)); // negative: another machine's
        return type == F_UNLCK
            ? Optional.empty()
            : Optional.of(new LockFile.Holder(pid, type == F_WRLCK));
      } finally {
        Posix.close(opened.intValue());
      }
    }
  }

  private static IOException exception(Path file, int errno) {
    var name = file.toString();
    return switch (errno) {
      case Posix.ENOENT -> new NoSuchFileException(name);
      case EACCES -> new AccessDeniedException(name);
      case Posix.ENOTDIR -> new NotDirectoryException(name);
      default -> new FileSystemException(name, null, Posix.describe(errno));
    };
  }

  /// mkfifo(3).
  static Posix.Result makeFifo(MemorySegment path, int mode) {
    return Posix.call(MKFIFO, path.address(), mode, 0, 0, 0, 0);
  }

  /// open(2) with O_RDWR, O_NONBLOCK and O_CLOEXEC.
  static Posix.Result openBoth(MemorySegment path) {
    return Posix.call(OPEN, path.address(), O_RDWR | O_NONBLOCK | O_CLOEXEC, 0, 0, 0, 0);
  }

  /// open(2) with O_PATH and O_CLOEXEC: a descriptor that stands for a place.
  static Posix.Result openPath(MemorySegment path) {
    return Posix.call(OPEN, path.address(), O_PATH | O_CLOEXEC, 0, 0, 0, 0);
  }

  /// Whether the system lists directories with the types of their entries.
  static boolean hasDirectoryEntries() {
    return GETDENTS.isPresent() && System.getProperty("os.name", "").equals("Linux");
  }

  /// open(2) of a directory, for reading, with O_CLOEXEC.
  ///
  /// @throws IOException if it cannot be read
  static int openDirectory(Path directory) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = NativeFile.name(arena, directory);
      var opened = Posix.call(OPEN, name.address(), DIRECTORY | O_CLOEXEC, 0, 0, 0, 0);
      if (opened.failed()) {
        throw exception(directory, opened.errno());
      }
      return opened.intValue();
    }
  }

  /// getdents64(2): the next entries of a directory.
  ///
  /// @param directory for messages
  /// @return how many bytes they have; 0 at the end
  /// @throws IOException if they cannot be read
  static int directoryEntries(int fd, MemorySegment buffer, Path directory) throws IOException {
    var read = Posix.call(
        GETDENTS.orElseThrow(), fd, buffer.address(), buffer.byteSize(), 0, 0, 0);
    if (read.failed()) {
      throw exception(directory, read.errno());
    }
    return read.intValue();
  }

  /// What statvfs(3) says, in the order in which the structure has it.
  record FileSystem(
      long blockBytes,
      long freeBlocks,
      long availableBlocks,
      long files,
      long freeFiles,
      long availableFiles) {}

  /// statvfs(3), with the structure of the 64-bit systems.
  static Optional<FileSystem> statvfs(Path path) {
    try (var arena = Arena.ofConfined()) {
      var of = arena.allocate(STATVFS_BYTES, 8);
      var result =
          Posix.call(STATVFS, NativeFile.name(arena, path).address(), of.address(), 0, 0, 0, 0);
      return result.intValue() != 0
          ? Optional.empty()
          : Optional.of(
              new FileSystem(
                  of.get(JAVA_LONG, 8),
                  of.get(JAVA_LONG, 24),
                  of.get(JAVA_LONG, 32),
                  of.get(JAVA_LONG, 40),
                  of.get(JAVA_LONG, 48),
                  of.get(JAVA_LONG, 56)));
    }
  }

  /// poll(2) without waiting: whether nobody reads any more what is written to a pipe or socket.
  static boolean isReaderGone(int fd) {
    try (var arena = Arena.ofConfined()) {
      var descriptor = arena.allocate(8, 4); // struct pollfd
      descriptor.set(JAVA_INT, 0, fd);
      return poll(descriptor, 1, 0).value() == 1
          && (descriptor.get(JAVA_SHORT, 6) & (POLLERR | POLLHUP)) != 0;
    }
  }

  /// renameat2(2) with RENAME_NOREPLACE, in glibc from 2.28. Fails with ENOSYS if there is no
  /// such call.
  static Posix.Result renameNoReplace(MemorySegment from, MemorySegment to) {
    return RENAMEAT2
        .map(
            f -> Posix.call(
                f,
                AT_FDCWD,
                from.address(),
                AT_FDCWD,
                to.address(),
                RENAME_NOREPLACE,
                0))
        .orElse(new Posix.Result(-1, Posix.ENOSYS));
  }

  /// open(2) for reading only, without waiting for anybody or following a link.
  static Posix.Result openToRead(MemorySegment path) {
    return Posix.call(OPEN, path.address(), O_RDONLY_NONBLOCK_NOFOLLOW_CLOEXEC, 0, 0, 0, 0);
  }

  /// fcntl(2) with F_SETLEASE and F_RDLCK: fails with EAGAIN if the file is open for writing.
  /// Whoever opens it while the lease is held has this process notified by a signal; the default,
  /// SIGIO, would end this process.
  static Posix.Result takeReadLease(int fd) {
    var chosen = Posix.call(FCNTL, fd, F_SETSIG, SIGURG, 0, 0, 0);
    return chosen.failed() ? chosen : Posix.call(FCNTL, fd, F_SETLEASE, F_RDLCK, 0, 0, 0);
  }

  /// O_NOFOLLOW, which ARM and POWER number in their own way.
  private static int openNoFollow() {
    return isArmOrPower() ? 0x8000 : 0x20000;
  }

  private static boolean isArmOrPower() {
    var arch = System.getProperty("os.arch", "");
    return arch.startsWith("aarch64") || arch.startsWith("arm") || arch.startsWith("ppc");
  }
}
