package io.parallelr.flowfile;

import io.parallelr.task.Spelling;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/// Checks what the tasks of a flow say about each other.
record FlowCheck(Flow flow, Rules rules, Problems problems) {
  private static final String[] SUBTASKS = {"tasks", "if_true_tasks", "if_false_tasks"};
  private static final int SUBTASKS_PER_BLOCK = 100;
  private static final int FIRST_HANDLER = 90;
  private static final int LAST_HANDLER = 999;

  void check(FlowFile file) {
    flow.steps().values().forEach(step -> {
      targets(step);
      subtasks(step);
      range(step);
      host(step);
      loop(step);
    });
    references(file);
    gaps();
    unreachable();
    twice();
  }

  private void targets(Step step) {
    var routing = step.routing();
    target(step, routing.onSuccess(), "on_success");
    target(step, routing.onFailure(), "on_failure", "goto");
  }

  private void target(Step step, OptionalInt to, String... keys) {
    to.stream()
        .forEach(target -> {
          if (!flow.steps().containsKey(target)) {
            problems.error(
                step.places().of(keys),
                "task %d goes to task %d, which is not defined",
                step.id(),
                target);
          } else if (target <= step.id() && !flow.dialect().backwardJumps()) {
            problems.error(
                step.places().of(keys),
                "task %d goes back to task %d: targets must lie ahead",
                step.id(),
                target);
          }
        });
  }

  private void loop(Step step) {
    boolean isBlock = !(step.body() instanceof Step.Command || step.body() instanceof Step.Nothing);
    if (isBlock && step.routing().next() instanceof Step.Next.Loop) {
      problems.error(
          step.places().of("next"),
          "task %d: a block cannot loop; use retry_count to repeat failed subtasks",
          step.id());
    }
  }

  private void subtasks(Step step) {
    for (int id : step.subtasks()) {
      var subtask = flow.steps().get(id);
      if (id == step.id()) {
        problems.error(
            step.places().of(id, SUBTASKS),
            "task %d names itself as its own subtask",
            id);
      } else if (subtask == null) {
        problems.error(
            step.places().of(id, SUBTASKS),
            "task %d names task %d, which is not defined",
            step.id(),
            id);
      } else if (!(subtask.body() instanceof Step.Command
          || subtask.body() instanceof Step.Nothing)) {
        problems.error(
            subtask.places().of("type"),
            "task %d is a block inside block %d: blocks cannot be nested",
            id,
            step.id());
      } else if (routes(subtask)) {
        problems.error(
            subtask.places().of("next", "on_success", "on_failure", "goto"),
            "task %d is a subtask of block %d: it cannot have next, on_success, on_failure or goto",
            id,
            step.id());
      }
    }
  }

  /// Subtasks of block N are expected to be N00 to N99, so that blocks do not share them, as long
  /// as these numbers are not above those of handlers.
  private void range(Step step) {
    long first = (long) step.id() * SUBTASKS_PER_BLOCK;
    long last = first + SUBTASKS_PER_BLOCK - 1;
    if (!rules.has(Rules.Check.SUBTASK_RANGE) || !rules.dialect().careful()
        || last > LAST_HANDLER) {
      return;
    }
    var outside = step.subtasks()
        .stream()
        .filter(id -> !Flow.isGenerated(id) && (id < first || id > last))
        .toList();
    if (!outside.isEmpty()) {
      problems.warning(
          step.places().of(outside.getFirst(), SUBTASKS),
          "subtasks of task %d are expected from %d to %d, not %s;"
              + " use --skip-subtask-range-validation if this is intended",
          step.id(),
          first,
          last,
          outside);
    }
  }

  /// A host that depends on the output of a task cannot be probed before the flow runs.
  private void host(Step step) {
    if (rules.has(Rules.Check.KNOWN_HOSTS) && rules.dialect().careful()
        && step.body() instanceof Step.Command(var hostname, _, _, _, _, _, _, _)
        && hostname.known(flow.globals()).references().anyMatch(this::isOfTask)) {
      problems.error(
          step.places().of("hostname", "hostnames"),
          "task %d: hostname: the value of %s is not known before the flow runs;"
              + " use --skip-unresolved-host-validation if this is intended",
          Flow.written(step.id()),
          hostname.source());
    }
  }

  /// Whether the value of a variable that is not known now depends on a task.
  private boolean isOfTask(Reference reference) {
    return switch (reference) {
      case Reference.OfTask _ -> true;
      case Reference.Global(var name) -> flow.globals().containsKey(name);
      case Reference.Self() -> false;
    };
  }

  private static boolean routes(Step step) {
    var routing = step.routing();
    return !(routing.next() instanceof Step.Next.Absent) || routing.onSuccess().isPresent()
        || routing.onFailure().isPresent();
  }

  private void references(FlowFile file) {
    file.globals().forEach((_, entry) -> references(entry));
    file.tasks().forEach(task -> task.keys().values().forEach(this::references));
  }

  private void references(FlowFile.Entry entry) {
    for (var variable : Text.of(entry.value()).variables()) {
      var place = entry.place().plus(variable.offset());
      switch (variable.reference()) {
        case Reference.Global(var name) -> {
          if (!flow.globals().containsKey(name)) {
            problems.error(
                place,
                "@%s@ is not defined%s",
                name,
                Spelling.hint(name, flow.globals().keySet(), "@%s@"));
          }
        }
        case Reference.OfTask(var id, _) -> {
          if (!flow.steps().containsKey(id)) {
            problems.error(place, "%s: task %d is not defined", variable.source(), id);
          }
        }
        case Reference.Self() -> {
        } // the id of a generated subtask
      }
    }
  }

  private void gaps() {
    var mentioned = new HashSet<Integer>();
    flow.steps().values().forEach(step -> {
      mentioned.addAll(step.subtasks());
      step.routing().onSuccess().ifPresent(mentioned::add);
      step.routing().onFailure().ifPresent(mentioned::add);
    });
    var before = Optional.<Step>empty();
    for (var step : flow.steps().values()) {
      int id = step.id();
      boolean gap = before.filter(b -> b.id() + 1 < id).isPresent();
      boolean meant = mentioned.contains(id) || Flow.isGenerated(id)
          || (id >= FIRST_HANDLER && id <= LAST_HANDLER)
          || before.filter(b -> routes(b) || b.returns().isPresent()).isPresent();
      if (gap && !meant) {
        problems.error(
            step.place(),
            "task %d is never reached: there is no task %d before it",
            id,
            id - 1);
      }
      before = Optional.of(step);
    }
  }

  private void unreachable() {
    if (flow.steps().isEmpty()) {
      return;
    }
    var reached = new Edges(flow).reached().all();
    flow.steps().values().forEach(step -> {
      if (!reached.contains(step.id())) {
        problems.warning(step.place(), "task %d is never reached", step.id());
      }
    });
  }

  /// Reports subtasks that the flow also reaches in its sequence.
  private void twice() {
    if (flow.steps().isEmpty()) {
      return;
    }
    var edges = new Edges(flow);
    var inSequence = edges.reached().inSequence();
    var steps =
        flow.steps().values().stream().filter(step -> inSequence.contains(step.id())).toList();
    var ways = steps.stream()
        .flatMap(step -> edges.from(step).stream())
        .filter(edge -> edge.kind() != Edge.Kind.SUBTASK)
        .toList();
    for (var block : steps) {
      for (int subtask : new TreeSet<>(block.subtasks())) {
        ways.stream()
            .filter(edge -> edge.to().equals(new Edge.Target.ToTask(subtask)))
            .findFirst()
            .ifPresent(
                edge -> problems.warning(
                    block.places().of(subtask, SUBTASKS),
                    "task %d is a subtask of block %d and also follows task %d: it runs twice;"
                        + " route the flow around it with next=never or return in task %d, or a jump",
                    subtask,
                    block.id(),
                    edge.from(),
                    edge.from()));
      }
    }
  }
}
