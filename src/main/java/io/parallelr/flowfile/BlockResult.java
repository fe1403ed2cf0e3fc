package io.parallelr.flowfile;

import java.util.Optional;

/// Refuses conditions of a block about a result of its own. A block runs nothing itself, so they
/// would always hold, or never.
///
/// @param keys of the block
record BlockResult(TaskKeys keys) {
  private static final String OF_TASKS = "%s asks about a block: a block has no exit code,"
      + " output or success of its own; use all_success, any_success, majority_success,"
      + " min_success=N, max_failed=N or a result of a task such as @%s_success@";
  private static final String OF_DECISION = "%s: a decision runs nothing, so it has no exit code,"
      + " output or success of its own; ask for the result of a task such as @0_success@";

  void check(Step.Body body, Step.Next next) {
    switch (body) {
      case Step.Parallel p -> block(p.tasks().stream().findFirst(), p.success(), next);
      case Step.Conditional c -> block(c.ifTrue().stream().findFirst(), c.success(), next);
      case Step.Decision(var success) -> {
        boolean isWrong = success.simple()
            .anyMatch(c -> isOfCommand(c) || c instanceof Condition.OfSubtasks);
        if (isWrong) {
          var key = keys.entry("success").isPresent() ? "success" : "failure";
          keys.wrong(key, OF_DECISION, key);
        }
      }
      case Step.Command _,Step.Nothing() -> {
      } // no blocks
    }
  }

  private void block(Optional<Integer> task, Optional<Condition> success, Step.Next next) {
    var example = task.filter(id -> !Flow.isGenerated(id)).map(id -> Integer.toString(id));
    if (success.filter(s -> s.simple().anyMatch(BlockResult::isOfCommand)).isPresent()) {
      keys.wrong("success", OF_TASKS, "success", example.orElse("N"));
    }
    if (next instanceof Step.Next.If(var condition)
        && condition.simple().anyMatch(Condition.Success.class::isInstance)) {
      keys.wrong("next", OF_TASKS, "next", example.orElse("N"));
    }
  }

  /// Whether a condition is about the result of a command.
  private static boolean isOfCommand(Condition condition) {
    return switch (condition) {
      case Condition.Success(),Condition.Exit _,Condition.IsBlank _,Condition.Contains _,Condition.Lines _,Condition.Compare(Condition.Operand.Output _, _, _) ->
        true;
      default -> false;
    };
  }
}
