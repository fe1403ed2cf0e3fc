package io.parallelr.flowfile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// A task of a flow.
///
/// @param places of the task and its keys in the file
/// @param condition without which it is skipped
/// @param returns the exit code with which the flow ends after it
/// @param sleep seconds after it; empty text for none
public record Step(
    int id,
    Places places,
    Body body,
    Optional<Condition> condition,
    Routing routing,
    Optional<Text> returns,
    Text sleep) {

  /// The place of its number.
  Place place() {
    return places.task();
  }

  /// The subtasks of a block; empty for other tasks.
  public List<Integer> subtasks() {
    return switch (body) {
      case Parallel p -> p.tasks();
      case Conditional c -> Stream.concat(c.ifTrue().stream(), c.ifFalse().stream()).toList();
      case Command _,Decision _,Nothing _ -> List.of();
    };
  }

  /// What it does.
  public sealed interface Body {}

  /// Runs nothing: the task only returns.
  public record Nothing() implements Body {}

  /// Runs a command.
  ///
  /// @param exec execution type; empty for the default
  /// @param timeout in seconds; empty for the default
  /// @param success what counts as a success instead of exit code 0
  public record Command(
      Text hostname,
      Text command,
      Text arguments,
      Text exec,
      Text timeout,
      Optional<Split> stdoutSplit,
      Optional<Split> stderrSplit,
      Optional<Condition> success)
      implements
        Body {
    private static final Set<String> SHELLS =
        Set.of("shell", "bash", "sh", "/bin/bash", "/bin/sh", "cmd");

    /// Whether an execution type is the shell of this machine.
    public static boolean isShell(String exec) {
      return SHELLS.contains(exec.toLowerCase(Locale.ROOT));
    }
  }

  /// Runs other tasks, several at a time.
  public record Parallel(List<Integer> tasks, Text most, Retry retry, Optional<Condition> success)
      implements
        Body {
    public Parallel {
      tasks = List.copyOf(tasks);
    }
  }

  /// Runs one of two lists of tasks, one after the other.
  public record Conditional(
      Condition test,
      List<Integer> ifTrue,
      List<Integer> ifFalse,
      Retry retry,
      Optional<Condition> success)
      implements
        Body {
    public Conditional {
      ifTrue = List.copyOf(ifTrue);
      ifFalse = List.copyOf(ifFalse);
    }
  }

  /// Decides where to continue.
  public record Decision(Condition success) implements Body {}

  /// How often failed subtasks are run again.
  ///
  /// @param delay in seconds
  public record Retry(Text count, Text delay) {}

  /// Where the flow continues.
  public record Routing(Next next, OptionalInt onSuccess, OptionalInt onFailure) {}

  /// What `next` says.
  public sealed interface Next {
    record Absent() implements Next {}

    record Always() implements Next {}

    record Never() implements Next {}

    record If(Condition condition) implements Next {}

    /// The same task again.
    ///
    /// @param count `loop`
    /// @param whileHolds without which it ends early
    /// @param breaks `loop_break`
    record Loop(Text count, Optional<Condition> whileHolds,
        Optional<Condition> breaks) implements Next {}
  }
}
