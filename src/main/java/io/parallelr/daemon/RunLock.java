package io.parallelr.daemon;

import io.parallelr.os.LockFile;
import io.parallelr.os.Machine;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.User;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The lock that a supervisor holds in the directory of its run, and of those that it resumes, from
/// before its first task until it is dead. It alone says whether a run is alive.
///
/// @param run the directory of the run
public record RunLock(Path run) {
  private static final String NAME = "lock";

  /// Who runs a run.
  public sealed interface State {
    /// Nobody: its supervisor is dead.
    record Free() implements State {}

    /// A process that can be seen.
    record Held(int pid) implements State {}

    /// Somebody who cannot be seen, or is not to be relied on.
    ///
    /// @param who in words
    record Unseen(String who) implements State {}
  }

  /// What is said of a supervisor with a process number that means nothing here.
  static final String ELSEWHERE = "a supervisor that cannot be seen from here (another container?)";

  /// Takes it.
  ///
  /// @return empty if another process has it
  /// @throws IOException if the file cannot be opened or its file system knows no locks
  public Optional<LockFile> tryHold() throws IOException {
    return LockFile.tryHold(file());
  }

  /// Who holds it. Never asked of a run that this process holds.
  public State state() {
    try {
      return LockFile.holder(file())
          .map(RunLock::state)
          .orElseGet(State.Free::new);
    } catch (IOException e) {
      // what cannot be determined is not taken for dead
      return new State.Unseen("an unknown supervisor: %s".formatted(Reason.withPath(e)));
    }
  }

  private static State state(LockFile.Holder holder) {
    int pid = holder.pid();
    if (pid == 0 || ProcessTable.entry(pid).isEmpty()) {
      return new State.Unseen(ELSEWHERE);
    }
    var owner = User.ofProcess(pid);
    if (!holder.isWriting() || owner.isEmpty() || !isOurs(owner.get())) {
      return new State.Unseen(
          "process %d%s, which is not a supervisor but holds its lock: end that first".formatted(
              pid,
              owner.map(o -> " of " + o.name()).orElse("")));
    }
    var namespace = Machine.pidNamespaceOf(pid);
    return namespace.isEmpty() || namespace.equals(Machine.pidNamespace())
        ? new State.Held(pid)
        : new State.Unseen(ELSEWHERE);
  }

  private static boolean isOurs(User owner) {
    try {
      return owner.id() == User.current().id();
    } catch (IOException e) {
      return false;
    }
  }

  private Path file() {
    return run.resolve(NAME);
  }
}
