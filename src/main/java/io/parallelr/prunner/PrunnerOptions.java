package io.parallelr.prunner;

import io.parallelr.http.Address;
import io.parallelr.os.NativeText;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import io.parallelr.template.GoDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the command line and the environment say.
final class PrunnerOptions {
  private static final int FAILURE = 1;
  private static final Map<String, JobServer.OnRestart> RESTARTS = Map.of(
      "cancel",
      JobServer.OnRestart.CANCEL,
      "continue",
      JobServer.OnRestart.CONTINUE);
  private static final Map<String, JobServer.Shutdown> SHUTDOWNS = Map.of(
      "finish",
      JobServer.Shutdown.FINISH,
      "cancel",
      JobServer.Shutdown.CANCEL,
      "keep",
      JobServer.Shutdown.KEEP);
  private static final String BY_SIGNAL = "signal";

  private final CommandLine line;
  private final Map<String, String> environment;
  private final Path directory;

  /// @param directory against which relative paths are taken; absolute
  PrunnerOptions(CommandLine line, Map<String, String> environment, Path directory) {
    this.line = line;
    this.environment = environment;
    this.directory = directory;
  }

  /// What may be given for `--on-restart`.
  static List<String> restarts() {
    return RESTARTS.keySet().stream().sorted().toList();
  }

  /// What may be given for `--on-shutdown`.
  static List<String> shutdowns() {
    return Stream.concat(SHUTDOWNS.keySet().stream(), Stream.of(BY_SIGNAL)).sorted().toList();
  }

  Path directory() {
    return directory;
  }

  /// An empty variable counts as none.
  String text(Flag flag) {
    return line.get(flag)
        .map(List::getLast)
        .or(() -> flag.variable().map(environment::get).filter(value -> !value.isEmpty()))
        .orElse(flag.standard());
  }

  boolean is(Flag flag) {
    var word = text(flag);
    return switch (word) {
      case "true", "1", "t", "T", "TRUE", "True" -> true;
      case "false", "0", "f", "F", "FALSE", "False" -> false;
      default -> throw invalid(flag, word, "true or false");
    };
  }

  Path path(Flag flag) {
    return directory.resolve(NativeText.path(text(flag)));
  }

  Optional<Path> optionalPath(Flag flag) {
    return text(flag).isEmpty() ? Optional.empty() : Optional.of(path(flag));
  }

  /// Files of environment variables. That the first one is empty means none.
  List<Path> envFiles() {
    var texts = line.get(Flag.ENV_FILES)
        .orElseGet(() -> List.of(environment.getOrDefault(
            Flag.ENV_FILES.variable().orElseThrow(),
            Flag.ENV_FILES.standard())));
    var files = texts.stream().flatMap(text -> Stream.of(text.split(",", -1))).toList();
    return files.getFirst().isEmpty()
        ? List.of()
        : files.stream()
            .filter(file -> !file.isEmpty())
            .map(file -> directory.resolve(NativeText.path(file)))
            .toList();
  }

  Duration pollInterval() {
    var text = text(Flag.POLL_INTERVAL);
    return GoDuration.parse(text)
        .filter(interval -> interval.compareTo(Duration.ofMillis(1)) >= 0)
        .orElseThrow(
            () -> invalid(Flag.POLL_INTERVAL, text, "a positive time such as 30s"));
  }

  /// Where to listen.
  Address.Tcp address() {
    var text = text(Flag.ADDRESS);
    int colon = text.lastIndexOf(':');
    var host = colon < 0 ? "" : text.substring(0, colon);
    var bare = host.startsWith("[") && host.endsWith("]")
        ? host.substring(1, host.length() - 1)
        : host;
    try {
      return new Address.Tcp(
          bare.isEmpty() ? "0.0.0.0" : bare,
          Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw invalid(Flag.ADDRESS, text, "a host and a port, such as localhost:9009 or :9009");
    }
  }

  JobServer.OnRestart onRestart() {
    var word = text(Flag.ON_RESTART);
    return Optional.ofNullable(RESTARTS.get(word))
        .orElseThrow(() -> invalid(Flag.ON_RESTART, word, "cancel or continue"));
  }

  /// How to end on any signal; empty if it depends on the signal.
  Optional<JobServer.Shutdown> onShutdown() {
    var word = text(Flag.ON_SHUTDOWN);
    if (word.equals(BY_SIGNAL)) {
      return Optional.empty();
    }
    return Optional.of(
        Optional.ofNullable(SHUTDOWNS.get(word))
            .orElseThrow(
                () -> invalid(Flag.ON_SHUTDOWN, word, "signal, finish, cancel or keep")));
  }

  private static UserError invalid(Flag flag, String value, String right) {
    return new UserError(
        FAILURE,
        "--%s: '%s' is not valid; give %s".formatted(flag.word(), value, right));
  }
}
