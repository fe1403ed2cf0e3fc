package io.parallelr.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// C library calls for processes, their signals and their limits; see [Posix].
@SuppressWarnings("restricted") // -Xlint reports native access in other classes
final class PosixProcesses {
  private static final int RLIMIT_NOFILE = 7;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final long SYS_PIDFD_SEND_SIGNAL = 424; // the same on all architectures
  private static final long SYS_PIDFD_OPEN = 434;
  private static final long PIDFD_GET_INFO = 0xC040FF0BL; // _IOWR(0xFF, 11, 64 bytes)
  private static final long PIDFD_INFO_EXIT = 8;
  private static final int PIDFD_INFO_BYTES = 64; // struct pidfd_info of linux/pidfd.h
  private static final int EXIT_CODE_OFFSET = 60;

  private static final MemorySegment SPAWN = Posix.symbol("posix_spawn");
  private static final MemorySegment ACTIONS_INIT = Posix.symbol("posix_spawn_file_actions_init");
  private static final MemorySegment ACTIONS_DESTROY =
      Posix.symbol("posix_spawn_file_actions_destroy");
  private static final MemorySegment ADD_OPEN = Posix.symbol("posix_spawn_file_actions_addopen");
  private static final MemorySegment ADD_CHDIR =
      Posix.symbol("posix_spawn_file_actions_addchdir_np");
  private static final MemorySegment ADD_CLOSEFROM =
      Posix.symbol("posix_spawn_file_actions_addclosefrom_np");
  private static final MemorySegment ATTR_INIT = Posix.symbol("posix_spawnattr_init");
  private static final MemorySegment ATTR_SETFLAGS = Posix.symbol("posix_spawnattr_setflags");
  private static final MemorySegment ATTR_SETSIGMASK = Posix.symbol("posix_spawnattr_setsigmask");
  private static final MemorySegment ATTR_SETSIGDEFAULT =
      Posix.symbol("posix_spawnattr_setsigdefault");
  private static final MemorySegment SYSCALL = Posix.symbol("syscall");
  private static final MemorySegment WAIT4 = Posix.symbol("wait4");
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final MemorySegment WAITID = Posix.symbol("waitid");
  private static final MemorySegment PRCTL = Posix.symbol("prctl");
  private static final MemorySegment GETEUID = Posix.symbol("geteuid");
  private static final MemorySegment ENVIRON = Posix.symbol("environ");

  private PosixProcesses() {}

  /// posix_spawn(3).
  ///
  /// @return 0 or an error number
  static int spawn(long pid, long path, long actions, long attributes, long argv, long envp) {
    return Posix.call(SPAWN, pid, path, actions, attributes, argv, envp).intValue();
  }

  /// posix_spawn_file_actions_init(3).
  static void initActions(MemorySegment actions) {
    Posix.check(Posix.call(ACTIONS_INIT, actions.address(), 0, 0, 0, 0, 0));
  }

  /// posix_spawn_file_actions_destroy(3).
  static void destroyActions(MemorySegment actions) {
    Posix.check(Posix.call(ACTIONS_DESTROY, actions.address(), 0, 0, 0, 0, 0));
  }

  /// posix_spawn_file_actions_addopen(3).
  static void addOpen(MemorySegment actions, int fd, MemorySegment path, int flags, int mode) {
    Posix.check(Posix.call(ADD_OPEN, actions.address(), fd, path.address(), flags, mode, 0));
  }

  /// posix_spawn_file_actions_addchdir_np(3), in glibc from 2.29.
  static void addChdir(MemorySegment actions, MemorySegment path) {
    Posix.check(Posix.call(ADD_CHDIR, actions.address(), path.address(), 0, 0, 0, 0));
  }

  /// posix_spawn_file_actions_addclosefrom_np(3), in glibc from 2.34.
  static void addCloseFrom(MemorySegment actions, int lowest) {
    Posix.check(Posix.call(ADD_CLOSEFROM, actions.address(), lowest, 0, 0, 0, 0));
  }

  /// posix_spawnattr_init(3), with flags and the sets of signals that go with them.
  static void initAttributes(
      MemorySegment attributes,
      int flags,
      MemorySegment mask,
      MemorySegment defaults) {
    long address = attributes.address();
    Posix.check(Posix.call(ATTR_INIT, address, 0, 0, 0, 0, 0));
    Posix.check(Posix.call(ATTR_SETFLAGS, address, flags, 0, 0, 0, 0));
    Posix.check(Posix.call(ATTR_SETSIGMASK, address, mask.address(), 0, 0, 0, 0));
    Posix.check(Posix.call(ATTR_SETSIGDEFAULT, address, defaults.address(), 0, 0, 0, 0));
  }

  /// pidfd_open(2), Linux 5.3.
  static Posix.Result pidfdOpen(int pid) {
    return Posix.call(SYSCALL, SYS_PIDFD_OPEN, pid, 0, 0, 0, 0);
  }

  /// pidfd_send_signal(2), Linux 5.1.
  static Posix.Result pidfdSendSignal(int pidfd, int signal) {
    return Posix.call(SYSCALL, SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0);
  }

  /// wait4(2).
  static Posix.Result wait4(int pid, MemorySegment status, int options, MemorySegment usage) {
    return Posix.call(WAIT4, pid, status.address(), options, usage.address(), 0, 0);
  }

  /// waitid(2) for one process.
  static Posix.Result waitid(int pid, MemorySegment info, int options) {
    return Posix.call(WAITID, P_PID, pid, info.address(), options, 0, 0);
  }

  /// waitid(2) for any child.
  static Posix.Result waitidOfAny(MemorySegment info, int options) {
    return Posix.call(WAITID, P_ALL, 0, info.address(), options, 0, 0);
  }

  /// The status of a process, as wait(2) encodes it, that its parent has taken in; ioctl_pidfd(2)
  /// with PIDFD_GET_INFO, whose PIDFD_INFO_EXIT is there from Linux 6.15.
  static Optional<Integer> exitStatus(int pidfd) {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(PIDFD_INFO_BYTES, 8);
      info.set(JAVA_LONG, 0, PIDFD_INFO_EXIT);
      var result = Posix.call(Posix.IOCTL, pidfd, PIDFD_GET_INFO, info.address(), 0, 0, 0);
      return !result.failed() && (info.get(JAVA_LONG, 0) & PIDFD_INFO_EXIT) != 0
          ? Optional.of(info.get(JAVA_INT, EXIT_CODE_OFFSET))
          : Optional.empty();
    }
  }

  /// mallopt(3) with M_ARENA_MAX.
  static void limitArenas(int most) {
    Posix.call(Posix.symbol("mallopt"), -8, most, 0, 0, 0, 0);
  }

  /// signal(2) with SIG_IGN.
  static void ignore(int signal) {
    Posix.call(Posix.symbol("signal"), signal, 1, 0, 0, 0, 0);
  }

  /// setrlimit(2) with RLIMIT_NOFILE.
  static boolean setFileLimit(long soft, long hard) {
    try (var arena = Arena.ofConfined()) {
      var limit = arena.allocateFrom(JAVA_LONG, unlimited(soft), unlimited(hard));
      return !Posix.call(Posix.symbol("setrlimit"), RLIMIT_NOFILE, limit.address(), 0, 0, 0, 0)
          .failed();
    }
  }

  private static long unlimited(long limit) {
    return limit == Long.MAX_VALUE ? -1 : limit; // RLIM_INFINITY
  }

  /// prctl(2) with PR_SET_CHILD_SUBREAPER, Linux 3.4.
  static boolean becomeSubreaper() {
    return !Posix.call(PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0, 0).failed();
  }

  /// geteuid(2).
  static int effectiveUser() {
    return Posix.call(GETEUID, 0, 0, 0, 0, 0, 0).intValue();
  }

  /// kill(2) with 0: a signal to all processes of the group of this one.
  static boolean signalGroup(int signal) {
    return !Posix.call(Posix.symbol("kill"), 0, signal, 0, 0, 0, 0).failed();
  }

  /// environ(7): the address of the array of this process's variables.
  static MemorySegment environment() {
    return ENVIRON.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0).reinterpret(Long.MAX_VALUE);
  }
}
