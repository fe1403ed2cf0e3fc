package io.parallelr.daemon;

import io.parallelr.engine.Ticker;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Processes;
import io.parallelr.os.Processes.Sent;
import io.parallelr.os.Signals;
import io.parallelr.task.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Ends tasks that are not children of this process: SIGTERM to each of their processes, the grace
/// of each task, and SIGKILL until nothing is left. For one thread.
final class TaskTermination {
  private static final Duration LONGEST_DEATH = Duration.ofSeconds(5);
  private static final long LOOK_AGAIN_MILLIS = 20;
  /// Processes that fork and end all the time can be missed by one look, as the kernel lists
  /// processes one after the other.
  private static final int EMPTY_LOOKS = 6;

  private final RunningTask task;
  private final String name;
  private final long killAt;
  private final long giveUpAt;
  private final Consumer<String> report;
  private final Set<ProcessTable.Entry> asked = new HashSet<>();
  private final Set<ProcessTable.Entry> denied = new HashSet<>();
  private final Ticker ticker;
  private boolean killed;
  private int emptyLooks;

  private TaskTermination(
      RunningTask task,
      String suffix,
      Duration grace,
      Ticker ticker,
      Consumer<String> report) {
    this.task = task;
    this.name = describe(task) + suffix;
    this.report = report;
    this.ticker = ticker;
    this.killAt = ticker.nanos() + grace.toNanos();
    this.giveUpAt = killAt + LONGEST_DEATH.toNanos();
  }

  /// Ends them all at once, and reports how. Blocks.
  ///
  /// @return whether nothing of them is left
  static boolean of(
      List<RunningTask> tasks,
      Function<RunningTask, Duration> grace,
      String suffix,
      Ticker ticker,
      Consumer<String> report)
      throws InterruptedException {
    var endings = new ArrayList<TaskTermination>();
    for (var task : tasks) {
      endings.add(new TaskTermination(task, suffix, grace.apply(task), ticker, report));
    }
    boolean gone = true;
    while (!endings.isEmpty()) {
      var table = ProcessTable.read();
      var processes = TaskProcess.in(table);
      var open = new ArrayList<TaskTermination>();
      for (var ending : endings) {
        var left = TaskSearch.membersOf(table, processes, ending.task);
        if (!ending.isOver(left)) {
          open.add(ending);
        } else {
          gone &= left.isEmpty();
        }
      }
      endings = open;
      if (!endings.isEmpty()) {
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
    }
    return gone;
  }

  static String describe(RunningTask task) {
    var origin = task.origin();
    return "task %s (sequence %d)".formatted(Printable.of(origin.task()), origin.sequence());
  }

  static boolean isGone(RunningTask task) {
    var table = ProcessTable.read();
    return TaskSearch.membersOf(table, TaskProcess.in(table), task).isEmpty();
  }

  /// Does what is due; says how it ended when it is over.
  private boolean isOver(List<ProcessTable.Entry> left) {
    emptyLooks = left.isEmpty() ? emptyLooks + 1 : 0;
    if (emptyLooks >= EMPTY_LOOKS) {
      report.accept(name + (killed ? ": killed" : ": ended"));
      return true;
    }
    long now = ticker.nanos();
    if (now - giveUpAt > 0 && !left.isEmpty()) {
      report.accept(
          "%s: cannot be killed: process %d hangs in the kernel, or starts again and again"
              .formatted(name, left.getFirst().pid()));
      return true;
    }
    boolean isKill = now - killAt > 0;
    for (var process : left.stream().sorted(ProcessTable.PARENTS_FIRST).toList()) {
      if (isKill) {
        killed = true;
        send(process, Signals.SIGKILL);
      } else if (asked.add(process)) {
        send(process, Signals.SIGTERM);
        send(process, Signals.SIGCONT); // a stopped process acts on nothing until it continues
      }
    }
    if (!left.isEmpty() && denied.containsAll(left)) {
      report.accept("%s: process %d: %s; it keeps running".formatted(
          name,
          left.getFirst().pid(),
          Terminator.denied(left.getFirst().pid())));
      return true;
    }
    return false;
  }

  private void send(ProcessTable.Entry process, int signal) {
    if (Processes.send(process, signal) == Sent.DENIED) {
      denied.add(process);
    }
  }
}
