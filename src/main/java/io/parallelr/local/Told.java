package io.parallelr.local;

import io.parallelr.os.ProcessTable;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/// Which processes were sent a signal, and which may not be. Used by one thread.
final class Told {
  private final Set<ProcessTable.Id> told = new HashSet<>();
  private final Set<Integer> sent = new HashSet<>();
  private final Set<ProcessTable.Id> denied = new LinkedHashSet<>();

  /// Sends the signal to a process that has not had it.
  void tell(ProcessTable.Entry process, int signal) {
    if (told.add(process.id())) {
      switch (Processes.send(process, signal)) {
        case DENIED -> denied.add(process.id());
        case SENT -> {
          if (signal == Signals.SIGTERM) {
            // a stopped process acts on it only when it goes on
            boolean _ = Processes.signal(process, Signals.SIGCONT);
          }
        }
        case GONE -> {
        }
      }
    }
  }

  /// Whether a signal to what is no process is the first of its kind.
  boolean isFirst(int signal) {
    return sent.add(signal);
  }

  /// All are told again.
  void again() {
    told.clear();
    sent.clear();
  }

  /// Those that belong to somebody else.
  Set<ProcessTable.Id> denied() {
    return Set.copyOf(denied);
  }

  /// Whether none but those is among processes, of which there are some.
  boolean areDenied(Collection<Integer> pids) {
    return !pids.isEmpty()
        && denied.stream().map(ProcessTable.Id::pid).toList().containsAll(pids);
  }
}
