package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// C library calls for terminals; see [Posix].
final class PosixTerminal {
  private static final long TIOCGWINSZ = 0x5413;
  private static final int WINSIZE_BYTES = 8;
  private static final MemorySegment ISATTY = Posix.symbol("isatty");
  private static final MemorySegment TCGETPGRP = Posix.symbol("tcgetpgrp");
  private static final MemorySegment GETPGRP = Posix.symbol("getpgrp");

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
}
