package io.parallelr.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The C library calls that the JDK does not offer: a Java method per call.
///
/// All are linked with one shape, six integer registers in and one out. In the C calling conventions
/// of the 64-bit Linux systems a callee ignores argument registers it does not use and the upper
/// half of those it reads as int, and linking costs two milliseconds of start-up time for each
/// shape. So pointers travel as long, and int results are narrowed.
@SuppressWarnings("restricted") // -Xlint reports a native call in any other class
final class Posix {
  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int ENOENT = 2;
  static final int EAGAIN = 11;
  static final int EEXIST = 17;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;
  private static final short POLLERR = 8;
  private static final short POLLHUP = 16;
  private static final long TIOCGWINSZ = 0x5413;
  private static final int WINSIZE_BYTES = 8;
  private static final int EACCES = 13;
  private static final int O_NONBLOCK = 04000; // the same on x86-64 and aarch64
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final int RLIMIT_NOFILE = 7;
  private static final int F_GETLK = 5;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;
  private static final int FLOCK_BYTES = 32; // struct flock of the 64-bit systems
  private static final int LOCK_PID_OFFSET = 24;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int AT_FDCWD = -100;
  private static final int RENAME_NOREPLACE = 1;
  private static final int F_SETSIG = 10;
  private static final int SIGURG = 23; // nothing happens when it comes
  private static final int F_SETLEASE = 1024;
  private static final int F_RDLCK = 0;
  private static final int O_RDONLY_NONBLOCK_NOFOLLOW_CLOEXEC = 0x800 | openNoFollow() | 0x80000;
  private static final long SYS_PIDFD_SEND_SIGNAL = 424; // the same on all architectures
  private static final long SYS_PIDFD_OPEN = 434;

  private static final long PIDFD_GET_INFO = 0xC040FF0BL; // _IOWR(0xFF, 11, 64 bytes)
  private static final long PIDFD_INFO_EXIT = 8;
  private static final int PIDFD_INFO_BYTES = 64; // struct pidfd_info of linux/pidfd.h
  private static final int EXIT_CODE_OFFSET = 60;
  private static final int STATVFS_BYTES = 256; // more than the structure has

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CALL = LINKER.downcallHandle(
      FunctionDescriptor.of(
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG),
      Linker.Option.captureCallState("errno"));

  /// Where a call leaves its error number, for each thread: made once, as calls are many.
  private static final ThreadLocal<MemorySegment> ERRNO =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_INT));

  private static final MemorySegment SPAWN = symbol("posix_spawn");
  private static final MemorySegment ACTIONS_INIT = symbol("posix_spawn_file_actions_init");
  private static final MemorySegment ACTIONS_DESTROY =
      symbol("posix_spawn_file_actions_destroy");
  private static final MemorySegment ADD_OPEN = symbol("posix_spawn_file_actions_addopen");
  private static final MemorySegment ADD_CHDIR = symbol("posix_spawn_file_actions_addchdir_np");
  private static final MemorySegment ADD_CLOSEFROM =
      symbol("posix_spawn_file_actions_addclosefrom_np");
  private static final MemorySegment ATTR_INIT = symbol("posix_spawnattr_init");
  private static final MemorySegment ATTR_SETFLAGS = symbol("posix_spawnattr_setflags");
  private static final MemorySegment ATTR_SETSIGMASK = symbol("posix_spawnattr_setsigmask");
  private static final MemorySegment ATTR_SETSIGDEFAULT = symbol("posix_spawnattr_setsigdefault");
  private static final MemorySegment SYSCALL = symbol("syscall");
  private static final MemorySegment EVENTFD = symbol("eventfd");
  private static final MemorySegment READ = symbol("read");
  private static final MemorySegment WRITE = symbol("write");
  private static final MemorySegment OPEN = symbol("open");
  private static final MemorySegment FCNTL = symbol("fcntl");
  private static final MemorySegment POLL = symbol("poll");
  private static final MemorySegment WAIT4 = symbol("wait4");
  private static final MemorySegment IOCTL = symbol("ioctl");
  private static final MemorySegment CLOSE = symbol("close");
  private static final MemorySegment PRCTL = symbol("prctl");
  private static final MemorySegment ISATTY = symbol("isatty");
  private static final MemorySegment TCGETPGRP = symbol("tcgetpgrp");
  private static final MemorySegment GETPGRP = symbol("getpgrp");
  private static final MemorySegment STRERROR = symbol("strerror");
  private static final Optional<MemorySegment> RENAMEAT2 = find("renameat2");
  private static final MemorySegment STATVFS = symbol("statvfs");
  private static final MemorySegment PAGE_SIZE = symbol("getpagesize");
  private static final MemorySegment GETEUID = symbol("geteuid");
  private static final MemorySegment ENVIRON = symbol("environ");

  private Posix() {}

  /// What a call came to.
  ///
  /// @param value what it returned
  /// @param errno why, if the value says that it failed
  record Result(long value, int errno) {
    int intValue() {
      return (int) value;
    }

    boolean failed() {
      return intValue() == -1;
    }
  }

  /// posix_spawn(3).
  ///
  /// @return 0 or an error number
  static int spawn(long pid, long path, long actions, long attributes, long argv, long envp) {
    return call(SPAWN, pid, path, actions, attributes, argv, envp).intValue();
  }

  /// posix_spawn_file_actions_init(3).
  static void initActions(MemorySegment actions) {
    check(call(ACTIONS_INIT, actions.address(), 0, 0, 0, 0, 0));
  }

  /// posix_spawn_file_actions_destroy(3).
  static void destroyActions(MemorySegment actions) {
    check(call(ACTIONS_DESTROY, actions.address(), 0, 0, 0, 0, 0));
  }

  /// posix_spawn_file_actions_addopen(3).
  static void addOpen(MemorySegment actions, int fd, MemorySegment path, int flags, int mode) {
    check(call(ADD_OPEN, actions.address(), fd, path.address(), flags, mode, 0));
  }

  /// posix_spawn_file_actions_addchdir_np(3), in glibc from 2.29.
  static void addChdir(MemorySegment actions, MemorySegment path) {
    check(call(ADD_CHDIR, actions.address(), path.address(), 0, 0, 0, 0));
  }

  /// posix_spawn_file_actions_addclosefrom_np(3), in glibc from 2.34.
  static void addCloseFrom(MemorySegment actions, int lowest) {
    check(call(ADD_CLOSEFROM, actions.address(), lowest, 0, 0, 0, 0));
  }

  /// posix_spawnattr_init(3), with flags and the sets of signals that go with them.
  static void initAttributes(
      MemorySegment attributes,
      int flags,
      MemorySegment mask,
      MemorySegment defaults) {
    long address = attributes.address();
    check(call(ATTR_INIT, address, 0, 0, 0, 0, 0));
    check(call(ATTR_SETFLAGS, address, flags, 0, 0, 0, 0));
    check(call(ATTR_SETSIGMASK, address, mask.address(), 0, 0, 0, 0));
    check(call(ATTR_SETSIGDEFAULT, address, defaults.address(), 0, 0, 0, 0));
  }

  /// pidfd_open(2), Linux 5.3.
  static Result pidfdOpen(int pid) {
    return call(SYSCALL, SYS_PIDFD_OPEN, pid, 0, 0, 0, 0);
  }

  /// pidfd_send_signal(2), Linux 5.1.
  static Result pidfdSendSignal(int pidfd, int signal) {
    return call(SYSCALL, SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0);
  }

  /// eventfd(2) with EFD_CLOEXEC and EFD_NONBLOCK.
  static Result eventfd() {
    return call(EVENTFD, 0, 0x80000 | 0x800, 0, 0, 0, 0);
  }

  /// read(2).
  static Result read(int fd, MemorySegment buffer) {
    return call(READ, fd, buffer.address(), buffer.byteSize(), 0, 0, 0);
  }

  /// write(2).
  static Result write(int fd, MemorySegment buffer) {
    return call(WRITE, fd, buffer.address(), buffer.byteSize(), 0, 0, 0);
  }

  /// poll(2). Blocks.
  ///
  /// @param milliseconds -1 for no limit
  static Result poll(MemorySegment descriptors, int count, int milliseconds) {
    return call(POLL, descriptors.address(), count, milliseconds, 0, 0, 0);
  }

  /// wait4(2).
  static Result wait4(int pid, MemorySegment status, int options, MemorySegment usage) {
    return call(WAIT4, pid, status.address(), options, usage.address(), 0, 0);
  }

  /// Who holds a record lock on a file; fcntl(2) with F_GETLK, which takes none itself.
  ///
  /// @return empty if nobody but this process does
  /// @throws IOException if that cannot be determined
  static Optional<LockFile.Holder> lockHolder(Path file) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = NativeFile.name(arena, file);
      var opened = call(OPEN, name.address(), O_NONBLOCK | O_CLOEXEC, 0, 0, 0, 0);
      if (opened.failed()) {
        throw exception(file, opened.errno());
      }
      try {
        var lock = arena.allocate(FLOCK_BYTES, 8);
        lock.set(JAVA_SHORT, 0, F_WRLCK); // what conflicts with it; all else is 0: the whole file
        var asked = call(FCNTL, opened.intValue(), F_GETLK, lock.address(), 0, 0, 0);
        if (asked.failed()) {
          throw exception(file, asked.errno());
        }
        short type = lock.get(JAVA_SHORT, 0);
        int pid = Math.max(0, lock.get(JAVA_INT, LOCK_PID_OFFSET)); // negative: another machine's
        return type == F_UNLCK
            ? Optional.empty()
            : Optional.of(new LockFile.Holder(pid, type == F_WRLCK));
      } finally {
        close(opened.intValue());
      }
    }
  }

  private static IOException exception(Path file, int errno) {
    var name = file.toString();
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(name);
      case EACCES -> new AccessDeniedException(name);
      default -> new FileSystemException(name, null, describe(errno));
    };
  }

  /// The status of a process, as wait(2) encodes it, that its parent has taken in; ioctl_pidfd(2)
  /// with PIDFD_GET_INFO, whose PIDFD_INFO_EXIT is there from Linux 6.15.
  static Optional<Integer> exitStatus(int pidfd) {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(PIDFD_INFO_BYTES, 8);
      info.set(JAVA_LONG, 0, PIDFD_INFO_EXIT);
      var result = call(IOCTL, pidfd, PIDFD_GET_INFO, info.address(), 0, 0, 0);
      return !result.failed() && (info.get(JAVA_LONG, 0) & PIDFD_INFO_EXIT) != 0
          ? Optional.of(info.get(JAVA_INT, EXIT_CODE_OFFSET))
          : Optional.empty();
    }
  }

  /// open(2) with O_PATH and O_CLOEXEC: a descriptor that stands for a place.
  static Result openPath(MemorySegment path) {
    return call(OPEN, path.address(), O_PATH | O_CLOEXEC, 0, 0, 0, 0);
  }

  /// mallopt(3) with M_ARENA_MAX.
  static void limitArenas(int most) {
    call(symbol("mallopt"), -8, most, 0, 0, 0, 0);
  }

  /// signal(2) with SIG_IGN.
  static void ignore(int signal) {
    call(symbol("signal"), signal, 1, 0, 0, 0, 0);
  }

  /// setrlimit(2) with RLIMIT_NOFILE.
  static boolean setFileLimit(long soft, long hard) {
    try (var arena = Arena.ofConfined()) {
      var limit = arena.allocateFrom(JAVA_LONG, unlimited(soft), unlimited(hard));
      return !call(symbol("setrlimit"), RLIMIT_NOFILE, limit.address(), 0, 0, 0, 0).failed();
    }
  }

  private static long unlimited(long limit) {
    return limit == Long.MAX_VALUE ? -1 : limit; // RLIM_INFINITY
  }

  /// close(2).
  static void close(int fd) {
    call(CLOSE, fd, 0, 0, 0, 0, 0);
  }

  /// prctl(2) with PR_SET_CHILD_SUBREAPER, Linux 3.4.
  static boolean becomeSubreaper() {
    return !call(PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0, 0).failed();
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
      var result = call(STATVFS, NativeFile.name(arena, path).address(), of.address(), 0, 0, 0, 0);
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

  /// geteuid(2).
  static int effectiveUser() {
    return call(GETEUID, 0, 0, 0, 0, 0, 0).intValue();
  }

  /// isatty(3).
  static boolean isTerminal(int fd) {
    return call(ISATTY, fd, 0, 0, 0, 0, 0).intValue() == 1;
  }

  /// tcgetpgrp(3): the process group in front on a terminal; -1 if it is not the controlling one.
  static int foregroundGroup(int fd) {
    return call(TCGETPGRP, fd, 0, 0, 0, 0, 0).intValue();
  }

  /// getpgrp(2).
  static int processGroup() {
    return call(GETPGRP, 0, 0, 0, 0, 0, 0).intValue();
  }

  /// How many columns a terminal has; tty_ioctl(4) with TIOCGWINSZ. 0 if it does not know.
  static int columns(int fd) {
    try (var arena = Arena.ofConfined()) {
      var size = arena.allocate(WINSIZE_BYTES, 2); // rows, columns, and two that nobody uses
      var result = call(IOCTL, fd, TIOCGWINSZ, size.address(), 0, 0, 0);
      return result.failed() ? 0 : Short.toUnsignedInt(size.get(JAVA_SHORT, 2));
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

  /// strerror(3).
  static String describe(int errno) {
    long text = call(STRERROR, errno, 0, 0, 0, 0, 0).value();
    return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
  }

  /// renameat2(2) with RENAME_NOREPLACE, in glibc from 2.28. Fails with ENOSYS if there is no
  /// such call.
  static Result renameNoReplace(MemorySegment from, MemorySegment to) {
    return RENAMEAT2
        .map(
            f -> call(
                f,
                AT_FDCWD,
                from.address(),
                AT_FDCWD,
                to.address(),
                RENAME_NOREPLACE,
                0))
        .orElse(new Result(-1, ENOSYS));
  }

  /// open(2) for reading only, without waiting for anybody or following a link.
  static Result openToRead(MemorySegment path) {
    return call(OPEN, path.address(), O_RDONLY_NONBLOCK_NOFOLLOW_CLOEXEC, 0, 0, 0, 0);
  }

  /// fcntl(2) with F_SETLEASE and F_RDLCK: fails with EAGAIN if the file is open for writing. Who
  /// opens it while the lease is held has us told by a signal; the one that is sent unless another
  /// is chosen, SIGIO, would end this process.
  static Result takeReadLease(int fd) {
    var chosen = call(FCNTL, fd, F_SETSIG, SIGURG, 0, 0, 0);
    return chosen.failed() ? chosen : call(FCNTL, fd, F_SETLEASE, F_RDLCK, 0, 0, 0);
  }

  /// O_NOFOLLOW, which ARM and POWER number in their own way.
  private static int openNoFollow() {
    var arch = System.getProperty("os.arch", "");
    return arch.startsWith("aarch64") || arch.startsWith("arm") || arch.startsWith("ppc")
        ? 0x8000
        : 0x20000;
  }

  /// environ(7): the address of the array of this process's variables.
  static MemorySegment environment() {
    return ENVIRON.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0).reinterpret(Long.MAX_VALUE);
  }

  /// The array that a pointer in memory points at, as far as one string reaches.
  static MemorySegment string(MemorySegment pointer) {
    return pointer.reinterpret(Long.MAX_VALUE);
  }

  static int pageBytes() {
    return (int) call(PAGE_SIZE, 0, 0, 0, 0, 0, 0).value();
  }

  static Optional<MemorySegment> find(String name) {
    return LINKER.defaultLookup().find(name);
  }

  private static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  private static void check(Result result) {
    if (result.intValue() != 0) {
      throw new IllegalStateException(describe(result.intValue()));
    }
  }

  private static Result call(
      MemorySegment function,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f) {
    try {
      var errno = ERRNO.get();
      long value = (long) CALL.invokeExact(function, errno, a, b, c, d, e, f);
      return new Result(value, errno.get(JAVA_INT, 0));
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable problem) {
      throw new AssertionError("a C function throws nothing", problem);
    }
  }
}
