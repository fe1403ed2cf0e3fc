package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/// Which processes were sent a signal, and which may not be. Used by one thread.
final class SentSignals {
  private final Set<ProcessTable.Id> receivers = new HashSet<>();
  private final Set<Integer> signals = new HashSet<>();
  private final Set<ProcessTable.Id> denied = new LinkedHashSet<>();

  /// Sends the signal to a process that has not had it.
  void send(ProcessTable.Entry process, int signal) {
    if (receivers.add(process.id())) {
      switch (Processes.send(process, signal)) {
        case DENIED -> denied.add(process.id());
        case SENT -> {
          if (signal != Signals.SIGKILL) {
            // a stopped process acts on it only when it continues
            boolean _ = Processes.signal(process, Signals.SIGCONT);
          }
        }
        case GONE -> {
        }
      }
    }
  }

  /// Sends the signal to all that have not had it, parents before their children.
  void sendAll(Collection<ProcessTable.Entry> processes, int signal) {
    processes.stream()
        .sorted(ProcessTable.PARENTS_FIRST)
        .forEach(process -> send(process, signal));
  }

  /// Whether a signal to something that is not a process is the first of its kind.
  boolean isFirst(int signal) {
    return signals.add(signal);
  }

  /// Forgets who has had a signal, so that all get the next one.
  void reset() {
    receivers.clear();
    signals.clear();
  }

  /// Those that belong to another user.
  Set<ProcessTable.Id> denied() {
    return Set.copyOf(denied);
  }

  /// Whether processes are all among those, and there is at least one.
  boolean areDenied(Collection<Integer> pids) {
    return !pids.isEmpty()
        && denied.stream().map(ProcessTable.Id::pid).toList().containsAll(pids);
  }
}
