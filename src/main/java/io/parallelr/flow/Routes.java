package io.parallelr.flow;
import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.Numbers;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Step.Next;
import io.parallelr.flowfile.Text;
import java.util.Optional;
import java.util.OptionalInt;

/// Decides where a flow continues after a task. `Edges` of the flow file shows the same
/// transitions.
///
/// @param dialect whose rules apply
record Routes(Dialect dialect) {

  /// What follows a task.
  sealed interface Transition {
    /// A task. `jumps` says that a key names it; else it is the next one.
    record ToTask(int id, boolean jumps) implements Transition {}

    /// The end of the flow, with the exit code that `return` gives.
    record Return(Text exitCode) implements Transition {}

    /// The end of the flow.
    record End(int exitStatus, String cause) implements Transition {}
  }

  /// Decides after a task has ended. A loop has no more rounds then.
  ///
  /// @param evaluation of its result
  Transition after(Step step, Evaluation evaluation) {
    return switch (step.body()) {
      case Step.Nothing() -> returned(step);
      case Step.Command _ -> afterCommand(step, evaluation);
      case Step.Decision _ ->
        afterBlock(step, Optional.of(evaluation.result().success()), evaluation);
      case Step.Parallel p -> afterBlock(step, p.success().map(evaluation::holds), evaluation);
      case Step.Conditional c -> afterBlock(step, c.success().map(evaluation::holds), evaluation);
    };
  }

  private Transition afterCommand(Step step, Evaluation evaluation) {
    var routing = step.routing();
    boolean returns = step.returns().isPresent();
    if (returns && !dialect.returnFollowsNext()) {
      return returned(step);
    }
    return switch (routing.next()) {
      case Next.Always() -> next(step);
      case Next.Never() -> returns ? returned(step) : stopped();
      case Next.Loop _ -> next(step);
      case Next.If(var condition) -> {
        if (evaluation.holds(condition)) {
          yield returns ? returned(step) : target(step, routing.onSuccess());
        }
        yield routing.onFailure().isPresent()
            ? target(step, routing.onFailure())
            : new Transition.End(
                exitStatus(evaluation.result()),
                "the condition of next does not hold");
      }
      case Next.Absent() -> {
        if (returns) {
          yield returned(step);
        }
        yield evaluation.result().success()
            ? target(step, routing.onSuccess())
            : failed(step, evaluation.result());
      }
    };
  }

  private Transition failed(Step step, StepResult result) {
    var routing = step.routing();
    if (routing.onFailure().isPresent()) {
      return target(step, routing.onFailure());
    }
    if (routing.onSuccess().isPresent()) {
      return new Transition.End(
          Flow.TASK_FAILED,
          "task %d failed, and only on_success is given".formatted(step.id()));
    }
    return dialect.continuesAfterUnroutedFailure()
        ? next(step)
        : new Transition.End(exitStatus(result), "task %d failed".formatted(step.id()));
  }

  /// Decides after a block or a decision.
  ///
  /// @param success whether its own condition holds; empty if it has none
  private Transition afterBlock(Step step, Optional<Boolean> success, Evaluation evaluation) {
    var routing = step.routing();
    if (success.isEmpty() && routing.next() instanceof Next.Never) {
      return stopped();
    }
    boolean holds = success.orElseGet(() -> switch (routing.next()) {
      case Next.If(var condition) -> evaluation.holds(condition);
      case Next.Always(),Next.Never() -> true;
      case Next.Absent(),Next.Loop _ -> evaluation.result().success();
    });
    if (holds) {
      return passed(step);
    }
    if (routing.onFailure().isPresent()) {
      return target(step, routing.onFailure());
    }
    boolean unrouted = success.isEmpty() && routing.next() instanceof Next.Absent
        && routing.onSuccess().isEmpty();
    return unrouted && dialect.continuesAfterUnroutedFailure()
        ? passed(step)
        : new Transition.End(Flow.TASK_FAILED, "the condition of the block does not hold");
  }

  private static Transition passed(Step block) {
    return block.returns().isPresent() && block.routing().onSuccess().isEmpty()
        ? returned(block)
        : target(block, block.routing().onSuccess());
  }

  private static Transition returned(Step step) {
    return new Transition.Return(step.returns().orElse(Text.of("0")));
  }

  private static Transition stopped() {
    return new Transition.End(0, "'next=never' found, stopping execution");
  }

  private static Transition target(Step step, OptionalInt target) {
    return target.isPresent() ? new Transition.ToTask(target.getAsInt(), true) : next(step);
  }

  static Transition next(Step step) {
    return new Transition.ToTask(step.id() + 1, false);
  }

  private static int exitStatus(StepResult result) {
    int exit = result.exit();
    return exit > 0 && exit <= Numbers.HIGHEST_EXIT_CODE ? exit : 1;
  }

  /// Whether the next task follows a task that failed although neither its keys nor an option
  /// say so.
  boolean leavesFailureUnnoticed(Step step) {
    var routing = step.routing();
    if (!dialect.continuesAfterUnroutedFailure() || dialect.forgetsFailures()
        || routing.onSuccess().isPresent() || routing.onFailure().isPresent()) {
      return false;
    }
    boolean isNext = switch (routing.next()) {
      case Next.Absent() -> true;
      case Next.Loop(_, var whileHolds, var breaks) -> whileHolds.isEmpty() && breaks.isEmpty();
      case Next.Always(),Next.Never(),Next.If _ -> false;
    };
    return isNext && switch (step.body()) {
      case Step.Command _ -> step.returns().isEmpty();
      case Step.Parallel p -> p.success().isEmpty();
      case Step.Conditional c -> c.success().isEmpty();
      case Step.Decision _,Step.Nothing() -> false;
    };
  }
}
