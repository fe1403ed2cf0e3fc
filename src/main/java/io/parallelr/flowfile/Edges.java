package io.parallelr.flowfile;

import io.parallelr.flowfile.Edge.Kind;
import io.parallelr.flowfile.Edge.Target;
import io.parallelr.flowfile.Step.Next;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The edges of a flow: every transition that a run may take, depending on the results of tasks.
record Edges(Flow flow) {
  private static final String OWN_CODE = "its exit code";
  private static final String TASK_FAILED = "exit " + Flow.TASK_FAILED;

  /// The tasks that can be reached.
  ///
  /// @param inSequence those that the flow itself reaches
  /// @param all with the subtasks of their blocks
  record Reached(Set<Integer> inSequence, Set<Integer> all) {}

  Reached reached() {
    var inSequence = new HashSet<Integer>();
    var subtasks = new HashSet<Integer>();
    var todo = new ArrayDeque<>(List.of(flow.start()));
    while (!todo.isEmpty()) {
      int id = todo.remove();
      var step = flow.steps().get(id);
      if (step != null && inSequence.add(id)) {
        for (var edge : from(step)) {
          if (edge.to() instanceof Target.ToTask(var to)) {
            var found = edge.kind() == Kind.SUBTASK ? subtasks : todo;
            found.add(to);
          }
        }
      }
    }
    subtasks.addAll(inSequence);
    return new Reached(inSequence, subtasks);
  }

  /// The edges from a task; those to its subtasks first.
  List<Edge> from(Step step) {
    var edges = new ArrayList<Edge>();
    switch (step.body()) {
      case Step.Parallel p -> p.tasks().forEach(id -> edges.add(subtask(step, id, "")));
      case Step.Conditional c -> {
        c.ifTrue().forEach(id -> edges.add(subtask(step, id, "true")));
        c.ifFalse().forEach(id -> edges.add(subtask(step, id, "false")));
      }
      case Step.Command _,Step.Decision _,Step.Nothing _ -> {
      } // they have none
    }
    step.condition()
        .ifPresent(
            c -> edges.add(edge(step, Kind.SKIP, "unless " + ConditionText.of(c), next(step))));
    switch (step.body()) {
      case Step.Nothing _ -> edges.add(edge(step, Kind.NEXT, "", returned(step)));
      case Step.Command _ -> afterCommand(step, edges);
      case Step.Parallel(_, _, _, var success) -> afterBlock(step, success, edges);
      case Step.Conditional(_, _, _, _, var success) -> afterBlock(step, success, edges);
      case Step.Decision(var success) -> afterBlock(step, Optional.of(success), edges);
    }
    return edges;
  }

  private void afterCommand(Step step, List<Edge> edges) {
    var routing = step.routing();
    boolean returns = step.returns().isPresent();
    if (routing.next() instanceof Next.Loop loop) {
      edges.add(edge(step, Kind.REPEAT, rounds(loop), new Target.ToTask(step.id())));
    }
    if (returns && !flow.dialect().returnFollowsNext()) {
      edges.add(edge(step, Kind.NEXT, "", returned(step)));
      return;
    }
    switch (routing.next()) {
      case Next.Always(),Next.Loop _ -> edges.add(edge(step, Kind.NEXT, "", next(step)));
      case Next.Never() ->
        edges.add(edge(step, Kind.NEXT, "", returns ? returned(step) : end("exit 0")));
      case Next.If(var condition) -> {
        var held = returns ? returned(step) : taken(step, routing.onSuccess());
        edges.add(edge(step, Kind.NEXT, ConditionText.of(condition), held));
        edges.add(edge(step, Kind.FAILURE, "else", otherwise(routing, OWN_CODE)));
      }
      case Next.Absent() -> {
        if (returns) {
          edges.add(edge(step, Kind.NEXT, "", returned(step)));
        } else {
          bySuccess(step, OWN_CODE, edges);
        }
      }
    }
  }

  /// @param failed how the flow ends after a failure without routing
  private void bySuccess(Step step, String failed, List<Edge> edges) {
    var routing = step.routing();
    boolean routed = routing.onSuccess().isPresent() || routing.onFailure().isPresent();
    if (!routed && flow.dialect().continuesAfterUnroutedFailure()) {
      edges.add(edge(step, Kind.NEXT, "", passed(step)));
      return;
    }
    edges.add(edge(step, Kind.NEXT, "success", passed(step)));
    var status = routing.onSuccess().isPresent() ? TASK_FAILED : failed;
    edges.add(edge(step, Kind.FAILURE, "failure", otherwise(routing, status)));
  }

  private void afterBlock(Step step, Optional<Condition> success, List<Edge> edges) {
    var routing = step.routing();
    if (success.isEmpty() && routing.next() instanceof Next.Never) {
      edges.add(edge(step, Kind.NEXT, "", end("exit 0")));
    } else if (success.isEmpty() && routing.next() instanceof Next.Always) {
      edges.add(edge(step, Kind.NEXT, "", passed(step)));
    } else if (success.isEmpty() && !(routing.next() instanceof Next.If)) {
      bySuccess(step, TASK_FAILED, edges);
    } else {
      var decides = success
          .or(() -> routing.next() instanceof Next.If(var c) ? Optional.of(c) : Optional.empty());
      var label = decides.map(ConditionText::of).orElse("");
      edges.add(edge(step, Kind.NEXT, label, passed(step)));
      edges.add(edge(step, Kind.FAILURE, "else", otherwise(routing, TASK_FAILED)));
    }
  }

  private Target passed(Step step) {
    return step.returns().isPresent() && step.routing().onSuccess().isEmpty()
        ? returned(step)
        : taken(step, step.routing().onSuccess());
  }

  private String rounds(Next.Loop loop) {
    var runs = flow.runs(loop);
    var whilst = loop.whileHolds().map(c -> ", while " + ConditionText.of(c)).orElse("");
    var until = loop.breaks().map(c -> ", until " + ConditionText.of(c)).orElse("");
    return "%s times%s%s".formatted(runs, whilst, until);
  }

  private static Edge subtask(Step block, int id, String label) {
    return new Edge(block.id(), new Target.ToTask(id), Kind.SUBTASK, label);
  }

  private static Edge edge(Step step, Kind kind, String label, Target target) {
    return new Edge(step.id(), target, kind, label);
  }

  private static Target otherwise(Step.Routing routing, String status) {
    return routing.onFailure().isPresent()
        ? new Target.ToTask(routing.onFailure().getAsInt())
        : end(status);
  }

  private Target taken(Step step, OptionalInt target) {
    return target.isPresent() ? new Target.ToTask(target.getAsInt()) : next(step);
  }

  private Target next(Step step) {
    int id = step.id() + 1;
    return flow.steps().containsKey(id) && !Flow.isGenerated(id)
        ? new Target.ToTask(id)
        : end("exit 0");
  }

  private static Target returned(Step step) {
    return end("return " + step.returns().map(Text::source).orElse("0"));
  }

  private static Target end(String status) {
    return new Target.ToEnd(status);
  }
}
