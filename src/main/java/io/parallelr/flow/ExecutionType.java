package io.parallelr.flow;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A way to run a command on a host: words with placeholders, each of which is one word of the
/// resulting command line.
///
/// @param words may hold `{hostname}`; `{command}` is the command's word, `{arguments}` alone stands
///   for all its arguments, `{line}` for both as one word, as a shell reads them
/// @param needsHost whether the host must be there
public record ExecutionType(String name, List<String> words, boolean needsHost) {

  public ExecutionType {
    words = List.copyOf(words);
  }

  /// Those that are built in.
  ///
  /// @return empty if there is none of that name
  public static Optional<ExecutionType> builtIn(String name, Dialect dialect) {
    var remote = List.of("{hostname}", "{command}", "{arguments}");
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "local" -> of("local", false, "{command}", "{arguments}");
      case "shell", "bash", "sh", "/bin/bash", "/bin/sh", "cmd" ->
        of("shell", false, "/bin/bash", "-c", "{line}");
      case "pbrun" -> of("pbrun", true, "pbrun", "-n", "-h", "{hostname}", "{command}",
          "{arguments}");
      case "p7s" -> of("p7s", true, "p7s", remote.get(0), remote.get(1), remote.get(2));
      case "wwrs" -> dialect.quotedRemoteCommand()
          ? of("wwrs", true, "wwrs_cli", "{hostname}", "{line}")
          : of("wwrs", true, "wwrs_clir", "{hostname}", "{command}", "{arguments}");
      case "ssh" -> of("ssh", true, "ssh", "-o", "BatchMode=yes", "-o", "ControlMaster=auto", "-o",
          "ControlPath=~/.ssh/tasker-%C", "-o", "ControlPersist=60", "--", "{hostname}",
          "{quoted}");
      default -> Optional.empty();
    };
  }

  private static Optional<ExecutionType> of(String name, boolean needsHost, String... words) {
    return Optional.of(new ExecutionType(name, List.of(words), needsHost));
  }

  boolean isShell() {
    return name.equals("shell");
  }
}
