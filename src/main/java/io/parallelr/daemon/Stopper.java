package io.parallelr.daemon;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Ends supervisors and tasks from outside, and says what it did.
///
/// A signal goes only to a process that is still the one that was found: its number is held fast
/// while that is looked at.
///
/// @param registry read again to see what is left
/// @param report takes a line for each thing done
public record Stopper(Registry registry, Consumer<String> report) {
  private static final Duration MARGIN = Duration.ofSeconds(3);
  private static final Duration LONGEST_DEATH = Duration.ofSeconds(5);
  private static final long LOOK_AGAIN_MILLIS = 20;

  /// Ends all that a census found.
  ///
  /// @return whether nothing of it is left
  public boolean stopAll(Census census) throws IOException, InterruptedException {
    for (var worker : census.workers()) { // all at once: their graces run together
      ask(worker.supervisor());
    }
    boolean gone = true;
    for (var worker : census.workers()) {
      gone &= awaitEnd(worker.supervisor());
    }
    for (var orphan : census.orphans()) {
      gone &= stopOrphan(orphan);
    }
    return gone;
  }

  /// Ends one supervisor with all that it runs.
  ///
  /// @return whether nothing of it is left
  public boolean stop(Supervisor supervisor) throws IOException, InterruptedException {
    ask(supervisor);
    return awaitEnd(supervisor);
  }

  /// Lets a supervisor end when what it runs has ended.
  public void drain(Supervisor supervisor) {
    boolean sent = signal(supervisor, Signals.SIGUSR1);
    report.accept(
        sent
            ? "supervisor %d: starts no more tasks, and ends with those that run"
                .formatted(supervisor.pid())
            : "supervisor %d: has ended".formatted(supervisor.pid()));
  }

  /// Has a supervisor cancel one of its tasks; its run goes on.
  ///
  /// @return whether nothing of the task is left
  public boolean cancel(Supervisor supervisor, Census.RunningTask task)
      throws IOException, InterruptedException {
    var name = describe(task);
    Requests.in(supervisor.directory()).cancel(task.origin().sequence());
    if (await(supervisor.killAfter().plus(MARGIN), () -> isGone(task))) {
      report.accept(name + ": cancelled");
      return true;
    }
    report.accept(name + ": supervisor %d does not answer".formatted(supervisor.pid()));
    return end(name, task);
  }

  /// Ends a task whose supervisor is dead.
  ///
  /// @return whether nothing of it is left
  public boolean stopOrphan(Census.RunningTask task) throws InterruptedException {
    return end(describe(task) + ", an orphan", task);
  }

  private static String describe(Census.RunningTask task) {
    return "task %d (%s)".formatted(task.leader().pid(), task.origin().task());
  }

  private void ask(Supervisor supervisor) {
    signal(supervisor, Signals.SIGTERM);
    signal(supervisor, Signals.SIGCONT); // a stopped process acts on nothing until it goes on
  }

  private boolean awaitEnd(Supervisor supervisor) throws IOException, InterruptedException {
    var name = "supervisor %d (run %s)".formatted(supervisor.pid(), supervisor.runId());
    boolean ended =
        await(supervisor.killAfter().plus(MARGIN), () -> !supervisor.isThere());
    if (ended) {
      report.accept(name + ": ended");
    } else {
      signal(supervisor, Signals.SIGKILL);
      ended = await(LONGEST_DEATH, () -> !supervisor.isThere());
      report.accept(name + (ended ? ": killed" : ": cannot be killed"));
    }
    boolean gone = ended;
    for (var left : Census.take(registry).orphans()) {
      if (left.origin().runId().equals(supervisor.runId())) {
        gone &= stopOrphan(left);
      }
    }
    return gone;
  }

  /// SIGTERM, a grace, and SIGKILL until nothing is left.
  private boolean end(String name, Census.RunningTask task) throws InterruptedException {
    signal(task, Signals.SIGTERM);
    signal(task, Signals.SIGCONT);
    if (await(MARGIN, () -> isGone(task))) {
      report.accept(name + ": ended");
      return true;
    }
    boolean gone = await(LONGEST_DEATH, () -> {
      signal(task, Signals.SIGKILL);
      return isGone(task);
    });
    report.accept(name + (gone ? ": killed" : ": cannot be killed"));
    return gone;
  }

  private static boolean signal(Supervisor supervisor, int signal) {
    return Processes.signal(supervisor.pid(), signal, supervisor::isThere);
  }

  private static void signal(Census.RunningTask task, int signal) {
    members(task).forEach(p -> Processes.signal(p, signal));
  }

  private static boolean isGone(Census.RunningTask task) {
    return members(task).isEmpty();
  }

  private static Set<ProcessTable.Entry> members(Census.RunningTask task) {
    var table = ProcessTable.read();
    List<TaskProcess> processes = TaskProcess.in(table)
        .stream()
        .filter(p -> p.isOfTask(task.origin()))
        .toList();
    var leader = task.leader();
    var found = table.withDescendants(
        p -> processes.stream().anyMatch(q -> q.process().equals(p))
            || (leader.pid() == leader.session() && p.session() == leader.pid()));
    found.removeIf(p -> !p.runs());
    return found;
  }

  private static boolean await(Duration time, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return true;
  }
}
