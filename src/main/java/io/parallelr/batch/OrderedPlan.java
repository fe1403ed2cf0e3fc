package io.parallelr.batch;

import io.parallelr.engine.Plan;
import io.parallelr.task.Outcome;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntFunction;

/// A plan some of whose tasks wait until others have succeeded. One that can no longer run, as one
/// of those did not succeed, is given out to end at once: as cancelled if the other was, since
/// whoever resumes the run will run both, and else as an error. Tasks are known by their numbers.
public final class OrderedPlan implements Plan {
  private final Plan plan;
  private final BitSet succeeded = new BitSet();
  private final BitSet failed = new BitSet(); // with those that were cancelled
  private final BitSet cancelled = new BitSet();
  private final BitSet withdrawn = new BitSet(); // of those, the ones by request
  private final BitSet given = new BitSet(); // by next()
  private final Map<Integer, Held> held = new HashMap<>();
  private final Map<Integer, List<Integer>> waiting = new HashMap<>(); // by what they wait for
  private final Queue<Task> ready = new ArrayDeque<>();
  private IntFunction<Set<Integer>> predecessors;
  private IntFunction<String> names;

  /// A task that waits.
  private record Held(Task task, Set<Integer> open) {}

  /// @param plan of all tasks
  /// @param predecessors what a task waits for; asked when it is taken out of the plan
  /// @param names of tasks
  public OrderedPlan(
      Plan plan,
      IntFunction<Set<Integer>> predecessors,
      IntFunction<String> names) {
    this.plan = plan;
    this.predecessors = predecessors;
    this.names = names;
  }

  /// Sets what tasks wait for when more were added to the plan.
  public void order(IntFunction<Set<Integer>> newPredecessors, IntFunction<String> newNames) {
    predecessors = newPredecessors;
    names = newNames;
  }

  /// Notes that a task is not run, so that nothing waits for it.
  public void leaveOut(int sequence) {
    failed(sequence, false, false);
  }

  @Override
  public Optional<Task> next() {
    while (ready.isEmpty()) {
      var next = plan.next();
      if (next.isEmpty()) {
        return next;
      }
      if (!given.get(next.get().sequence())) { // it may have been taken out
        take(next.get());
      }
    }
    var task = ready.remove();
    given.set(task.sequence());
    return Optional.of(task);
  }

  @Override
  public Optional<Task> withdraw(Task task) {
    int sequence = task.sequence();
    if (given.get(sequence) || succeeded.get(sequence) || failed.get(sequence)) {
      return Optional.empty();
    }
    given.set(sequence);
    held.remove(sequence);
    ready.removeIf(t -> t.sequence() == sequence);
    return Optional.of(task);
  }

  private void take(Task task) {
    var before = predecessors.apply(task.sequence());
    var problem = before.stream().filter(failed::get).sorted().findFirst();
    var open = new HashSet<>(before);
    open.removeIf(succeeded::get);
    if (problem.isPresent()) {
      ready.add(settled(task, problem.get()));
    } else if (open.isEmpty()) {
      ready.add(task);
    } else {
      held.put(task.sequence(), new Held(task, open));
      for (int other : open) {
        waiting.computeIfAbsent(other, _ -> new ArrayList<>()).add(task.sequence());
      }
    }
  }

  private Task settled(Task task, int because) {
    var outcome = cancelled.get(because)
        ? new Outcome.Cancelled(withdrawn.get(because))
        : new Outcome.NotStarted(
            "not run, as %s, which comes before it, has not succeeded"
                .formatted(names.apply(because)));
    return task.launched(task.launch().settledAs(outcome));
  }

  @Override
  public void completed(TaskResult result) {
    plan.completed(result);
    note(result);
  }

  /// Takes the result of a task that the plan does not give out: an earlier run has it.
  public void note(TaskResult result) {
    var status = result.outcome() instanceof Outcome.Skipped(var earlier)
        ? earlier.status()
        : result.status();
    if (status == Status.SUCCESS) {
      succeeded(result.task().sequence());
    } else {
      failed(result.task().sequence(), status == Status.CANCELLED, isByRequest(result.outcome()));
    }
  }

  /// A task that was cancelled is skipped only then.
  private static boolean isByRequest(Outcome outcome) {
    return switch (outcome.ofCommand()) {
      case Outcome.Cancelled(var byRequest) -> byRequest;
      case Outcome.Skipped _ -> true;
      default -> false;
    };
  }

  private void succeeded(int sequence) {
    succeeded.set(sequence);
    for (int follower : followers(sequence)) {
      var one = held.get(follower);
      if (one != null && one.open().remove(sequence) && one.open().isEmpty()) {
        held.remove(follower);
        ready.add(one.task());
      }
    }
  }

  private void failed(int sequence, boolean isCancelled, boolean byRequest) {
    failed.set(sequence);
    withdrawn.set(sequence, byRequest);
    cancelled.set(sequence, isCancelled);
    for (int follower : followers(sequence)) {
      var one = held.remove(follower);
      if (one != null) {
        ready.add(settled(one.task(), sequence));
      }
    }
  }

  private List<Integer> followers(int sequence) {
    var all = waiting.remove(sequence);
    return all == null ? List.of() : all;
  }

  /// The numbers of the tasks that one waits for; empty if it does not wait.
  public Set<Integer> waitsFor(int sequence) {
    var one = held.get(sequence);
    return one == null ? Set.of() : Set.copyOf(one.open());
  }

  /// How many tasks wait for others.
  public int waitingForOthers() {
    return held.size();
  }

  /// The first of the tasks that wait for others; empty if none does.
  public OptionalInt firstWaiting() {
    return held.keySet().stream().mapToInt(sequence -> sequence).min();
  }

  @Override
  public boolean isOpen() {
    return plan.isOpen();
  }
}
