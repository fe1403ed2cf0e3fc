package io.parallelr.flow;
import io.parallelr.batch.InputException;
import io.parallelr.batch.ShellWords;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A way to run a command on a host: words with placeholders, each of which is one word of the
/// resulting command line.
///
/// @param words may hold `{hostname}`; `{command}` is the command's word, `{arguments}` alone stands
///   for all its arguments, `{line}` for both as one word, `{quoted}` for both as one word that a
///   shell on the other host reads as these words, `{supervised}` for the same with [RemoteEnd]
/// @param probe checks whether the type can be used on a host
/// @param needsHost whether the host must exist
public record ExecutionType(
    String name,
    List<String> words,
    Optional<Probe> probe,
    boolean needsHost) {
  private static final String SHELL = "shell";
  private static final Duration PROBE_TIME = Duration.ofSeconds(10);

  public ExecutionType {
    words = List.copyOf(words);
  }

  /// A command that exits with 0 if a type can be used on a host.
  ///
  /// @param words may hold `{hostname}`
  /// @param expected text that it must also print; may be empty
  public record Probe(List<String> words, String expected, Duration limit) {
    public Probe {
      words = List.copyOf(words);
    }

    /// The command line for a host.
    public List<String> on(String host) {
      return words.stream().map(word -> word.replace("{hostname}", host)).toList();
    }
  }

  /// Makes a type from templates, which are split into words as a shell does.
  ///
  /// @param probe template; empty for none
  /// @param expected from the probe; may be empty
  /// @throws InputException if a quote is not closed
  public static ExecutionType of(
      String name,
      String command,
      String probe,
      String expected,
      Duration probeLimit,
      boolean needsHost)
      throws InputException {
    var probeWords = ShellWords.split(probe);
    return new ExecutionType(
        name,
        ShellWords.split(command),
        probeWords.isEmpty()
            ? Optional.empty()
            : Optional.of(new Probe(probeWords, expected, probeLimit)),
        needsHost);
  }

  /// The built-in type with a name.
  ///
  /// @return empty if no built-in type has this name
  static Optional<ExecutionType> builtIn(String name, Dialect dialect) {
    if (Step.Command.isShell(name)) {
      return here(SHELL, "/bin/bash", "-c", "{line}");
    }
    return switch (name) {
      case "local" -> here("local", "{command}", "{arguments}");
      case "pbrun" -> remote(
          "pbrun",
          List.of("pbrun", "-n", "-h", "{hostname}", "{command}", "{arguments}"),
          probe("OK", "pbrun", "-n", "-h", "{hostname}", "pbtest"));
      case "p7s" -> remote(
          "p7s",
          List.of("p7s", "{hostname}", "{command}", "{arguments}"),
          probe("OK", "p7s", "{hostname}", "pbtest"));
      case "wwrs" -> remote(
          "wwrs",
          dialect.quotedRemoteCommand()
              ? List.of("wwrs_cli", "{hostname}", "{line}")
              : List.of("wwrs_clir", "{hostname}", "{command}", "{arguments}"),
          probe("OK", "wwrs_clir", "{hostname}", "wwrs_test"));
      case "ssh" -> {
        var call = new ArrayList<>(List.of("ssh", "-o", "BatchMode=yes", "-o", "ControlMaster=auto",
            "-o", "ControlPath=~/.ssh/tasker-%C", "-o", "ControlPersist=60", "--", "{hostname}"));
        call.add(RemoteEnd.PLACEHOLDER);
        yield remote(
            "ssh",
            call,
            probe("", "ssh", "-o", "BatchMode=yes", "--", "{hostname}", "true"));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<ExecutionType> here(String name, String... words) {
    return Optional.of(new ExecutionType(name, List.of(words), Optional.empty(), false));
  }

  private static Optional<ExecutionType> remote(String name, List<String> words, Probe probe) {
    return Optional.of(new ExecutionType(name, words, Optional.of(probe), true));
  }

  private static Probe probe(String expected, String... words) {
    return new Probe(List.of(words), expected, PROBE_TIME);
  }

  boolean isShell() {
    return name.equals(SHELL);
  }
}
