package io.parallelr.cli;

import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunLock;
import io.parallelr.daemon.Supervisor;
import io.parallelr.history.RunNames;
import io.parallelr.history.Runs;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds the run that a user means, by what [RunNames] takes; without a name the one that is alive.
///
/// @param directory against which a path is taken
record AliveRuns(Registry registry, Path directory) {
  /// The supervisor of a run that is alive.
  ///
  /// @throws UserError if there is none, or it cannot be told which is meant
  Supervisor alive(Optional<String> name) throws IOException {
    return name.isPresent() ? alive(id(name.get())) : theOnly();
  }

  private Supervisor theOnly() throws IOException {
    var alive = live();
    return switch (alive.size()) {
      case 0 -> throw usage("no run is alive; parallelr --list-workers shows what is running");
      case 1 -> alive.getFirst();
      default -> throw usage(
          "several runs are alive; name one: %s".formatted(
              alive.stream()
                  .map(s -> "%s (process %d)".formatted(registry.described(s.runId()), s.pid()))
                  .collect(Collectors.joining(", "))));
    };
  }

  private List<Supervisor> live() throws IOException {
    var alive = new ArrayList<Supervisor>();
    for (var entry : registry.list()) {
      if (entry instanceof Registry.Entry.Live(var supervisor)) {
        alive.add(supervisor);
      }
    }
    alive.sort(Comparator.comparing(Supervisor::runId));
    return alive;
  }

  private Supervisor alive(String id) throws IOException {
    for (var entry : registry.list()) {
      switch (entry) {
        case Registry.Entry.Live(var s) when s.runId().equals(id) -> {
          return s;
        }
        case Registry.Entry.Unseen(var s, var who) when s.runId().equals(id) ->
          throw usage("run %s is in use by %s".formatted(id, who));
        case Registry.Entry.Elsewhere(var s) when s.runId().equals(id) ->
          throw usage("run %s is of another machine, %s; ask there".formatted(id, s.host()));
        default -> {
          // another run
        }
      }
    }
    return switch (new RunLock(directory(id)).state()) {
      case RunLock.State.Held(var pid) -> live().stream()
          .filter(s -> s.pid() == pid) // which resumes it
          .findFirst()
          .orElseGet(() -> registry.unregistered(pid, id));
      case RunLock.State.Unseen(var who) ->
        throw usage("run %s is in use by %s".formatted(id, who));
      case RunLock.State.Free() -> throw usage(
          "run %s is not alive; parallelr show says how it ended, and parallelr resume continues one that was cut off"
              .formatted(registry.described(id)));
    };
  }

  /// Whether a word that may also be a task is a run: a short number is a task.
  boolean isRun(String word) {
    if (word.matches("\\d{1,7}")) {
      return false;
    }
    try {
      // a task may have the path of a directory
      return new Runs(registry.runs()).overview(names().find(word)).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /// The id of a run; empty if there is none, or it cannot be told which is meant.
  Optional<String> find(String name) {
    try {
      return Optional.of(names().find(name).id());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The id of a run, alive or not.
  ///
  /// @throws UserError if there is none, or it cannot be told which is meant
  String id(String name) {
    try {
      return names().find(name).id();
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Printable.of(Reason.of(e)), e);
    }
  }

  private RunNames names() {
    return new RunNames(new Runs(registry.runs()), directory);
  }

  /// The directory of a run.
  ///
  /// @throws UserError if it is another user's
  Path directory(String id) {
    return switch (registry.find(id)) {
      case Registry.Found.Ours(var path) -> path;
      case Registry.Found.Refused(var reason) -> throw usage(reason);
      case Registry.Found.Missing() -> throw usage("run %s has no directory".formatted(id));
    };
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
