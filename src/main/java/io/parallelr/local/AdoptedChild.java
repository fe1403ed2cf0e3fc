package io.parallelr.local;

import io.parallelr.os.ForeignProcess;
import io.parallelr.os.ProcessTable;
import io.parallelr.task.Outcome;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/// A task whose processes are not children of this supervisor. They are found by their environment.
final class AdoptedChild implements Child, AutoCloseable {
  private final Orphan orphan;
  private final ForeignProcess process;

  private AdoptedChild(Orphan orphan, ForeignProcess process) {
    this.orphan = orphan;
    this.process = process;
  }

  /// @throws IOException if it has ended since it was found
  static AdoptedChild of(Orphan orphan) throws IOException {
    int pid = orphan.leader().pid();
    var process = ForeignProcess.of(pid);
    if (ProcessTable.entry(pid).filter(p -> isSame(p, orphan.leader())).isEmpty()) {
      process.close();
      throw new IOException("process %d has ended".formatted(pid));
    }
    return new AdoptedChild(orphan, process);
  }

  /// The outcome of a task whose end nobody saw.
  static Outcome unknown() {
    return new Outcome.Lost("its supervisor died, and its exit status is unknown");
  }

  @Override
  public long pid() {
    return orphan.leader().pid();
  }

  @Override
  public boolean awaitEnd(Duration time) throws InterruptedException {
    return process.awaitEnd(time);
  }

  @Override
  public void wake() {
    process.wake();
  }

  @Override
  public Set<Integer> alive(ProcessTable table) {
    return Orphans.pids(members(table));
  }

  @Override
  public boolean mayHaveLeftovers() {
    return !members(ProcessTable.read()).isEmpty();
  }

  @Override
  public boolean leftNothing() {
    return false;
  }

  @Override
  public void signalAll(int signal, SentSignals sent) {
    sent.sendAll(members(ProcessTable.read()), signal);
  }

  @Override
  public End end() {
    return process.exit()
        .map(PosixLauncher::end)
        .or(orphan::end)
        .orElseGet(() -> new End(unknown(), Usage.NONE));
  }

  @Override
  public void close() {
    process.close();
  }

  private Set<ProcessTable.Entry> members(ProcessTable table) {
    var marks = orphan.origin().marks();
    return table.withDescendants(
        p -> p.session() == orphan.leader().pid() || ProcessTable.hasVariables(p.pid(), marks))
        .stream()
        .filter(ProcessTable.Entry::runs)
        .collect(Collectors.toSet());
  }

  private static boolean isSame(ProcessTable.Entry one, ProcessTable.Entry other) {
    return one.pid() == other.pid() && one.startTime() == other.startTime();
  }
}
