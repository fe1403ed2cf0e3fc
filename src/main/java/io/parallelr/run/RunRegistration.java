package io.parallelr.run;

import io.parallelr.daemon.Registration;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.Supervisor;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.HashSet;
import java.util.Set;

/// Enters a run in the registry, where others find it.
final class RunRegistration {
  private RunRegistration() {}

  static Registry registry(ReadyRun run) {
    var installation = run.resolved().installation();
    return new Registry(installation.workers(), installation.runs());
  }

  /// Enters it.
  ///
  /// @throws InterruptedException if this thread was interrupted; its flag is cleared
  static Registration register(ReadyRun run) throws InterruptedException {
    var session = run.session();
    try {
      return registry(run).register(
          Supervisor.ofThisProcess(
              session.host(),
              session.id(),
              run.directory().path(),
              session.started(),
              session.sources(),
              session.template(),
              session.slots(),
              run.settings().execution().killAfter()),
          heldRuns(run));
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      boolean _ = Thread.interrupted();
      throw new InterruptedException();
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "cannot create an entry in %s: %s; make it writable or set PARALLELR_HOME"
              .formatted(run.resolved().installation().workers(), Reason.withPath(e)),
          e);
    }
  }

  /// The runs whose locks this process holds.
  private static Set<String> heldRuns(ReadyRun run) {
    var held = new HashSet<>(Set.of(run.session().id()));
    run.resolved().earlier().ifPresent(earlier -> held.addAll(earlier.ids()));
    return held;
  }
}
