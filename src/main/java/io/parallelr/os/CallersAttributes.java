package io.parallelr.os;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What whoever called the launcher had set for its process, and what tasks are to find again:
/// `nohup` has SIGHUP ignored, a shell's job in the background SIGINT and SIGQUIT, systemd SIGPIPE.
///
/// The JVM changes some of it for itself, so the launcher says what it was given.
///
/// @param blocked signals, a bit for each, the lowest for signal 1
/// @param ignored signals, in the same way
/// @param coreFilter which memory is in a core, core(5); empty if that is not known
record CallersAttributes(long blocked, long ignored, String coreFilter) {
  private static final String SIGNALS = "parallelr.signals";
  private static final String CORE_FILTER = "parallelr.coredump";
  private static final int[] HANDLED_BY_THE_JVM = {3, 12, 13, 25}; // QUIT, USR2, PIPE, XFSZ
  private static final int RADIX = 16;

  /// The attributes of this process.
  static CallersAttributes read() {
    var given = System.getProperty(SIGNALS, "").split(":", -1);
    var coreFilter = System.getProperty(CORE_FILTER, "");
    try {
      return given.length == 2
          ? new CallersAttributes(
              Long.parseUnsignedLong(given[0], RADIX),
              Long.parseUnsignedLong(given[1], RADIX),
              coreFilter)
          : new CallersAttributes(0, ignoredHere(), coreFilter);
    } catch (NumberFormatException e) {
      return new CallersAttributes(0, 0, coreFilter);
    }
  }

  private static long ignoredHere() {
    try {
      return ProcessTable.readAll("/proc/self/status")
          .lines()
          .filter(line -> line.startsWith("SigIgn:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), RADIX))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /// Undoes in this process what the JVM has changed, so that children can inherit it. It needs
  /// none of those signals: USR2 serves tools that look at its threads, and to write into a closed
  /// pipe or beyond a limit is an error without one too.
  void restoreHere() {
    for (int signal : HANDLED_BY_THE_JVM) {
      if ((ignored & (1L << (signal - 1))) != 0) {
        PosixProcesses.ignore(signal);
      }
    }
    if (!coreFilter.isEmpty()) {
      try (var file = new FileOutputStream("/proc/self/coredump_filter")) {
        file.write(("0x" + coreFilter).getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // a kernel without it, or one that does not allow it: a core of a task is larger than asked
      }
    }
  }
}
