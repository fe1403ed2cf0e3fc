package io.parallelr.daemon;

import io.parallelr.engine.Ticker;
import io.parallelr.os.Processes;
import io.parallelr.os.Processes.Sent;
import io.parallelr.os.Signals;
import io.parallelr.os.TaskEnds;
import io.parallelr.os.User;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Ends supervisors and tasks from outside, and says what it did.
///
/// A signal goes only to a process that is still the one that was found: its number is pinned while
/// that is checked.
public final class Terminator {
  private static final Duration MARGIN = Duration.ofSeconds(3);
  private static final Duration LONGEST_DEATH = Duration.ofSeconds(5);
  private static final long LOOK_AGAIN_MILLIS = 20;
  private final Registry registry;
  private final Optional<Duration> grace;
  private final Ticker ticker;
  private final Consumer<String> report;

  /// @param registry read again to see what is left
  /// @param grace between SIGTERM and SIGKILL for orphans; empty for what their runs were asked for
  /// @param report takes a line for each thing done
  public Terminator(Registry registry, Optional<Duration> grace, Ticker ticker,
      Consumer<String> report) {
    this.registry = registry;
    this.grace = grace;
    this.ticker = ticker;
    this.report = report;
  }

  /// Ends all that a snapshot found. What cannot be seen from here is left alone.
  ///
  /// @return whether nothing of it is left
  public boolean stopAll(ProcessSnapshot snapshot) throws IOException, InterruptedException {
    var leftovers = new Leftovers(registry);
    snapshot.supervisors().forEach(w -> leftovers.watch(w.supervisor().runId()));
    snapshot.orphans().forEach(o -> leftovers.watch(o.origin().runId()));
    snapshot.dead().forEach(leftovers::watch);
    boolean gone = stop(snapshot.supervisors());
    gone &= stopOrphans(snapshot.orphans());
    for (var unseen : snapshot.unseen()) {
      report.accept(unseen.description() + "; left alone");
      gone = false;
    }
    return nothingIsLeft(leftovers) && gone;
  }

  /// Ends one supervisor with all that it runs.
  ///
  /// @return whether nothing of it is left
  public boolean stop(ProcessSnapshot.RunningSupervisor running)
      throws IOException, InterruptedException {
    var leftovers = new Leftovers(registry);
    leftovers.watch(running.supervisor().runId());
    boolean gone = stop(List.of(running));
    return nothingIsLeft(leftovers) && gone;
  }

  /// Lets a supervisor end when what it runs has ended.
  ///
  /// @return whether it will, or has
  public boolean drain(Supervisor supervisor) {
    var sent = signal(supervisor, Signals.SIGUSR1);
    report.accept("supervisor %d: ".formatted(supervisor.pid()) + switch (sent) {
      case SENT -> "starts no more tasks, and ends when its running tasks end";
      case GONE -> "has ended";
      case DENIED -> denied(supervisor.pid());
    });
    return sent != Sent.DENIED;
  }

  /// Has a supervisor cancel one of its tasks; its run continues.
  ///
  /// @return whether nothing of the task is left
  public boolean cancel(Supervisor supervisor, RunningTask task)
      throws IOException, InterruptedException {
    var name = TaskTermination.describe(task);
    Requests.in(registry.directoryOf(supervisor.runId()))
        .ask(
            task.origin().runId().equals(supervisor.runId())
                ? new Requests.Request.CancelTask(task.origin().sequence())
                : new Requests.Request.CancelSlot(task.slot(), task.leader().pid()));
    if (await(supervisor.killAfter().plus(MARGIN), () -> TaskTermination.isGone(task))) {
      report.accept(name + ": cancelled");
      return true;
    }
    report.accept(name + ": supervisor %d does not answer".formatted(supervisor.pid()));
    return TaskTermination.of(List.of(task), this::graceOf, "", ticker, report);
  }

  /// Ends tasks whose supervisors are dead, all at once: their graces run together.
  ///
  /// @return whether nothing of them is left
  public boolean stopOrphans(List<RunningTask> tasks) throws InterruptedException {
    tasks.stream().filter(RunningTask::isWhole).forEach(this::forgoEnd);
    return TaskTermination.of(tasks, this::graceOf, ", an orphan", ticker, report);
  }

  /// Its end is this one's doing, and says nothing of the task.
  private void forgoEnd(RunningTask task) {
    var run = registry.directoryOf(task.origin().runId());
    try {
      TaskEnds.forgo(run, task.origin().slot(), task.leader().pid());
    } catch (IOException e) {
      report.accept(
          "%s: its end may be taken for its own: %s".formatted(
              TaskTermination.describe(task), Reason.withPath(e)));
    }
  }

  private Duration graceOf(RunningTask task) {
    return grace.orElseGet(
        () -> RunRequest.of(registry.directoryOf(task.origin().runId())).killAfter());
  }

  /// All at once, for the same reason.
  private boolean stop(List<ProcessSnapshot.RunningSupervisor> supervisors)
      throws IOException, InterruptedException {
    long asked = ticker.nanos();
    var denied = new HashSet<Supervisor>();
    for (var running : supervisors) {
      var supervisor = running.supervisor();
      if (signal(supervisor, Signals.SIGTERM) == Sent.DENIED) {
        denied.add(supervisor);
      }
      // a stopped process acts on nothing until it continues
      var _ = signal(supervisor, Signals.SIGCONT);
    }
    boolean gone = true;
    var dead = new HashSet<String>();
    for (var running : supervisors) {
      var supervisor = running.supervisor();
      if (denied.contains(supervisor)) {
        report.accept(describe(supervisor) + ": " + denied(supervisor.pid()));
        gone = false;
      } else if (awaitEnd(supervisor, asked)) {
        dead.add(supervisor.runId());
        running.tasks().forEach(task -> dead.add(task.origin().runId()));
      } else {
        gone = false;
      }
    }
    return (dead.isEmpty() || stopLeft(dead)) && gone;
  }

  private boolean awaitEnd(Supervisor supervisor, long asked) throws InterruptedException {
    var patience = supervisor.killAfter()
        .plus(MARGIN)
        .minusNanos(ticker.nanos() - asked);
    boolean ended = await(patience, () -> !supervisor.isThere());
    if (ended) {
      report.accept(describe(supervisor) + ": ended");
      return true;
    }
    var _ = signal(supervisor, Signals.SIGKILL);
    ended = await(LONGEST_DEATH, () -> !supervisor.isThere());
    report.accept(describe(supervisor) + (ended ? ": killed" : ": cannot be killed"));
    return ended;
  }

  /// What a supervisor that was killed could not end itself.
  private boolean stopLeft(Set<String> runs) throws IOException, InterruptedException {
    return stopOrphans(
        ProcessSnapshot.take(registry)
            .orphans()
            .stream()
            .filter(o -> runs.contains(o.origin().runId()))
            .toList());
  }

  private boolean nothingIsLeft(Leftovers leftovers) throws IOException {
    var left = leftovers.find();
    left.forEach(report);
    return left.isEmpty();
  }

  private static String describe(Supervisor supervisor) {
    return "supervisor %d (run %s)".formatted(supervisor.pid(), Printable.of(supervisor.runId()));
  }

  /// Why a process cannot be sent a signal.
  static String denied(int pid) {
    return "permission denied: it belongs to "
        + User.ofProcess(pid).map(User::name).orElse("another user");
  }

  private static Sent signal(Supervisor supervisor, int signal) {
    return Processes.send(supervisor.pid(), signal, supervisor::isThere);
  }

  boolean await(Duration time, BooleanSupplier condition) throws InterruptedException {
    long deadline = ticker.nanos() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (ticker.nanos() > deadline) {
        return false;
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return true;
  }
}
