package io.parallelr.flow;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.Numbers;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Step.Next;
import io.parallelr.flowfile.Text;
import java.util.OptionalInt;

/// Decides where a flow continues after a task.
///
/// @param dialect whose rules hold
record Routes(Dialect dialect) {
  /// What follows.
  sealed interface Decision {
    /// Task `to`; `jumps` if that is not simply the next one.
    record GoOn(int to, boolean jumps) implements Decision {}

    /// Nothing: the flow ends with what `return` says.
    record Return(Text exitStatus) implements Decision {}

    /// Nothing: the flow ends.
    record Stop(int exitStatus, String cause) implements Decision {}
  }

  /// After a task that ran a command.
  ///
  /// @param evaluation of its result
  Decision afterCommand(Step step, StepResult result, Evaluation evaluation) {
    var routing = step.routing();
    if (step.returns().isPresent() && !dialect.returnFollowsNext()) {
      return returned(step);
    }
    return switch (routing.next()) {
      case Next.Always() -> next(step);
      case Next.Never() -> step.returns().isPresent()
          ? returned(step)
          : new Decision.Stop(0, "'next=never' found, stopping execution");
      case Next.Loop _ -> next(step);
      case Next.If(var condition) -> {
        if (evaluation.holds(condition)) {
          yield step.returns().isPresent() ? returned(step) : taken(step, routing.onSuccess());
        }
        yield routing.onFailure().isPresent()
            ? taken(step, routing.onFailure())
            : new Decision.Stop(orOne(result.exit()), "the condition of next does not hold");
      }
      case Next.Absent() -> {
        if (step.returns().isPresent()) {
          yield returned(step);
        }
        yield result.success() ? taken(step, routing.onSuccess()) : failed(step, result);
      }
    };
  }

  /// Whether a task that failed is followed by the next one although nothing says so: neither its
  /// own keys, nor an option.
  boolean isUnnoticed(Step step) {
    var routing = step.routing();
    if (!dialect.unroutedFailureGoesOn() || dialect.forgetsFailures()
        || routing.onSuccess().isPresent() || routing.onFailure().isPresent()) {
      return false;
    }
    boolean isNext = switch (routing.next()) {
      case Next.Absent() -> true;
      case Next.Loop(_, var goesOn, var ends) -> goesOn.isEmpty() && ends.isEmpty();
      case Next.Always(),Next.Never(),Next.If _ -> false;
    };
    return isNext && switch (step.body()) {
      case Step.Command _ -> step.returns().isEmpty();
      case Step.Parallel p -> p.success().isEmpty();
      case Step.Conditional c -> c.success().isEmpty();
      case Step.Decision _,Step.Nothing() -> false;
    };
  }

  private Decision failed(Step step, StepResult result) {
    var routing = step.routing();
    if (routing.onFailure().isPresent()) {
      return taken(step, routing.onFailure());
    }
    if (routing.onSuccess().isPresent()) {
      return new Decision.Stop(Flow.TASK_FAILED,
          "task %d failed, and only on_success is given".formatted(step.id()));
    }
    return dialect.unroutedFailureGoesOn()
        ? next(step)
        : new Decision.Stop(orOne(result.exit()), "task %d failed".formatted(step.id()));
  }

  /// After a block, or a decision.
  ///
  /// @param success what its own condition says; empty if it has none
  Decision afterBlock(
      Step step,
      java.util.Optional<Boolean> success,
      boolean allSucceeded,
      Evaluation evaluation) {
    var routing = step.routing();
    boolean holds;
    if (success.isPresent()) {
      holds = success.get();
    } else {
      switch (routing.next()) {
        case Next.Never() -> {
          return new Decision.Stop(0, "'next=never' found, stopping execution");
        }
        case Next.Always() -> holds = true;
        case Next.If(var condition) -> holds = evaluation.holds(condition);
        case Next.Absent(),Next.Loop _ -> holds = allSucceeded;
      }
    }
    if (holds) {
      return passed(step);
    }
    if (routing.onFailure().isPresent()) {
      return taken(step, routing.onFailure());
    }
    boolean unrouted = success.isEmpty() && routing.next() instanceof Next.Absent
        && routing.onSuccess().isEmpty();
    return unrouted && dialect.unroutedFailureGoesOn()
        ? passed(step)
        : new Decision.Stop(Flow.TASK_FAILED, "the condition of the block does not hold");
  }

  private static Decision passed(Step block) {
    return block.returns().isPresent() && block.routing().onSuccess().isEmpty()
        ? returned(block)
        : taken(block, block.routing().onSuccess());
  }

  static Decision returned(Step step) {
    return new Decision.Return(step.returns().orElse(Text.of("0")));
  }

  static Decision next(Step step) {
    return new Decision.GoOn(step.id() + 1, false);
  }

  private static Decision taken(Step step, OptionalInt target) {
    return target.isPresent() ? new Decision.GoOn(target.getAsInt(), true) : next(step);
  }

  private static int orOne(int exit) {
    return exit > 0 && exit <= Numbers.HIGHEST_EXIT_CODE ? exit : 1;
  }
}
