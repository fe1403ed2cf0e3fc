package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// C library calls for terminals; see [Posix].
final class PosixTerminal {
  private static final long TIOCGWINSZ = 0x5413;
  private static final int WINSIZE_BYTES = 8;
  private static final MemorySegment ISATTY = Posix.symbol("isatty");
  private static final MemorySegment TCGETPGRP = Posix.symbol("tcgetpgrp");
  private static final MemorySegment GETPGRP = Posix.symbol("getpgrp");
  private static final long TIOCSWINSZ = 0x5414;
  private static final int MASTER_FLAGS = 02 | 0400 | 02000000 | 04000; // O_RDWR | O_NOCTTY
                                                                        // | O_CLOEXEC | O_NONBLOCK
  private static final int NAME_BYTES = 64;

  private PosixTerminal() {}

  /// isatty(3).
  static boolean isTerminal(int fd) {
    return Posix.call(ISATTY, fd, 0, 0, 0, 0, 0).intValue() == 1;
  }

  /// tcgetpgrp(3): the process group in front on a terminal; -1 if it is not the controlling one.
  static int foregroundGroup(int fd) {
    return Posix.call(TCGETPGRP, fd, 0, 0, 0, 0, 0).intValue();
  }

  /// getpgrp(2).
  static int processGroup() {
    return Posix.call(GETPGRP, 0, 0, 0, 0, 0, 0).intValue();
  }

  /// How many columns a terminal has; tty_ioctl(4) with TIOCGWINSZ. 0 if it does not know.
  static int columns(int fd) {
    try (var arena = Arena.ofConfined()) {
      var size = arena.allocate(WINSIZE_BYTES, 2); // rows, columns, and two that nobody uses
      var result = Posix.call(Posix.IOCTL, fd, TIOCGWINSZ, size.address(), 0, 0, 0);
      return result.failed() ? 0 : Short.toUnsignedInt(size.get(JAVA_SHORT, 2));
    }
  }

  /// A new pseudo-terminal, not blocking; posix_openpt(3), grantpt(3), unlockpt(3).
  ///
  /// @return its descriptor
  static Posix.Result openMaster() {
    var opened = Posix.call(Posix.symbol("posix_openpt"), MASTER_FLAGS, 0, 0, 0, 0, 0);
    if (opened.failed()) {
      return opened;
    }
    for (var step : List.of("grantpt", "unlockpt")) {
      var result = Posix.call(Posix.symbol(step), opened.intValue(), 0, 0, 0, 0, 0);
      if (result.failed()) {
        Posix.close(opened.intValue());
        return result;
      }
    }
    return opened;
  }

  /// The path of the other side of a pseudo-terminal; ptsname_r(3).
  static String slaveName(int master) {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocate(NAME_BYTES);
      Posix.call(
          Posix.symbol("ptsname_r"), master, name.address(), NAME_BYTES, 0, 0, 0);
      return name.getString(0);
    }
  }

  /// tty_ioctl(4) with TIOCSWINSZ, which sends SIGWINCH to the process group in front.
  static void resize(int fd, int columns, int rows) {
    try (var arena = Arena.ofConfined()) {
      var size = arena.allocate(WINSIZE_BYTES, 2);
      size.set(JAVA_SHORT, 0, (short) rows);
      size.set(JAVA_SHORT, 2, (short) columns);
      Posix.call(Posix.IOCTL, fd, TIOCSWINSZ, size.address(), 0, 0, 0);
    }
  }
}
