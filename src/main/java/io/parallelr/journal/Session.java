package io.parallelr.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What is known of a run before its first task: the head of its results.
///
/// @param pid of the supervisor
/// @param tasks how many there are; empty if that shows only as they arrive
/// @param zone in which times are written
/// @param workspace where directories lie that are made for tasks
/// @param workingDirectory where tasks run: an absolute path, or the word `task`, `workspace` or
///   `slot`
/// @param settings the effective configuration, as `key=value`
/// @param labels what its user calls it
public record Session(
    String id,
    String version,
    Instant started,
    ZoneId zone,
    String host,
    String user,
    long pid,
    String template,
    List<String> sources,
    ArgumentsMode arguments,
    Invocation invocation,
    OptionalInt tasks,
    int slots,
    Duration timeLimit,
    String launcher,
    Path directory,
    Path workspace,
    String workingDirectory,
    List<String> settings,
    RunLabels labels) {

  public Session {
    sources = List.copyOf(sources);
    settings = List.copyOf(settings);
  }

  /// How tasks were made from the lines of a file; [#NONE] without one.
  public record ArgumentsMode(String file, String separator, List<String> variables) {
    public static final ArgumentsMode NONE = new ArgumentsMode("", "", List.of());

    public ArgumentsMode {
      variables = List.copyOf(variables);
    }

    Optional<ArgumentsMode> ifUsed() {
      return file.isEmpty() ? Optional.empty() : Optional.of(this);
    }
  }

  /// How the run was asked for, which is what it takes to ask for it again.
  ///
  /// @param commandLine the arguments of the supervisor
  /// @param directory against which they are taken; absolute
  /// @param continues the directory of the run that this one resumes
  public record Invocation(
      List<String> commandLine,
      Path directory,
      Optional<Path> continues) {
    public Invocation {
      commandLine = List.copyOf(commandLine);
    }
  }
}
