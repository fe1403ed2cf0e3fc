package io.parallelr.autoexec;

import io.parallelr.os.ChildProcess;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// How a web shell has ended, as the reason for which its web socket is closed: `exit 3`, or
/// `signal 15` if a signal has ended it.
public final class ShellEnd {
  private static final String UNKNOWN = "the shell has ended";
  private static final Pattern KNOWN = Pattern.compile("(exit|signal) ([0-9]{1,3})");
  private static final int OF_SIGNALS = 128;

  private ShellEnd() {}

  /// The reason.
  ///
  /// @param exit empty if it is not known
  static String text(Optional<ChildProcess.Exit> exit) {
    return switch (exit.orElse(null)) {
      case null -> UNKNOWN;
      case ChildProcess.Exited(var code, _) -> "exit " + code;
      case ChildProcess.Killed(var signal, _) -> "signal " + signal;
    };
  }

  /// The status with which a client ends: that of the shell, or as shells have it for signals.
  ///
  /// @return empty if something else has closed the web socket
  public static OptionalInt status(String reason) {
    var match = KNOWN.matcher(reason);
    if (!match.matches()) {
      return reason.equals(UNKNOWN) ? OptionalInt.of(0) : OptionalInt.empty();
    }
    int number = Integer.parseInt(match.group(2));
    return OptionalInt.of(match.group(1).equals("exit") ? number : OF_SIGNALS + number);
  }
}
