package io.parallelr.flow;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A task of a flow.
///
/// @param places where it and its keys stand
/// @param condition without which it is skipped
/// @param returns the exit code with which the flow ends after it
/// @param sleep seconds after it; empty text for none
record Step(
    int id,
    Places places,
    Body body,
    Optional<Condition> condition,
    Routing routing,
    Optional<Text> returns,
    Text sleep) {

  /// Where its number stands.
  Place place() {
    return places.task();
  }

  /// What it does.
  sealed interface Body {}

  /// Nothing: it only returns.
  record Nothing() implements Body {}

  /// Runs a command.
  ///
  /// @param exec execution type; empty for the default
  /// @param timeout in seconds; empty for the default
  /// @param success what counts as a success instead of exit code 0
  record Command(
      Text hostname,
      Text command,
      Text arguments,
      Text exec,
      Text timeout,
      Optional<Split> stdoutSplit,
      Optional<Split> stderrSplit,
      Optional<Condition> success)
      implements
        Body {}

  /// Runs other tasks, several at a time.
  record Parallel(List<Integer> tasks, Text most, Retry retry, Optional<Condition> success)
      implements
        Body {
    public Parallel {
      tasks = List.copyOf(tasks);
    }
  }

  /// Runs one of two lists of tasks, one after the other.
  record Conditional(
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
  record Decision(Condition success) implements Body {}

  /// How often failed subtasks are run again.
  ///
  /// @param delay in seconds
  record Retry(Text count, Text delay) {}

  /// Where the flow continues.
  record Routing(Next next, OptionalInt onSuccess, OptionalInt onFailure) {}

  /// What `next` says.
  sealed interface Next {
    record Absent() implements Next {}

    record Always() implements Next {}

    record Never() implements Next {}

    record If(Condition condition) implements Next {}

    /// The same task again.
    ///
    /// @param count `loop`
    /// @param goesOn without which it ends early
    /// @param ends `loop_break`
    record Loop(Text count, Optional<Condition> goesOn, Optional<Condition> ends) implements Next {}
  }
}
