package io.parallelr.serve;

import io.parallelr.daemon.ControlChannel;
import io.parallelr.daemon.Controlled;
import io.parallelr.daemon.Registration;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunLock;
import io.parallelr.daemon.RunProgress;
import io.parallelr.daemon.Supervisor;
import io.parallelr.journal.RunDirectory;
import io.parallelr.os.LockFile;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import io.parallelr.run.CloseStack;
import io.parallelr.run.Home;
import io.parallelr.run.Installation;
import io.parallelr.store.JobStore;
import io.parallelr.task.Reason;
import io.parallelr.task.RunSummary;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server as a supervisor: the directory of its run, by which its tasks are found, its lock and
/// its entry in the registry. The runs of earlier servers whose tasks still run are held as well.
final class ServerRun implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServerRun.class);

  private final RunDirectory directory;
  private final Registration registration;
  private final Registry.Own own;
  private final List<RunDirectory> earlier;
  private final CloseStack opened;

  private ServerRun(
      RunDirectory directory,
      Registration registration,
      Registry.Own own,
      List<RunDirectory> earlier,
      CloseStack opened) {
    this.directory = directory;
    this.registration = registration;
    this.own = own;
    this.earlier = List.copyOf(earlier);
    this.opened = opened;
  }

  /// Begins a run.
  ///
  /// @throws IOException if its files cannot be made
  static ServerRun begin(
      JobServerSettings settings,
      Installation installation,
      JobStore store,
      Instant now)
      throws IOException {
    new Home(installation, log::warn).make();
    var opened = new CloseStack();
    try {
      var earlier = earlier(installation, store, opened);
      var directory =
          RunDirectory.create(installation.runs(), now, ProcessHandle.current().pid());
      opened.later(held(directory).orElseThrow(() -> new IOException("its run is in use")));
      remember(store, directory, earlier);
      var supervisor = Supervisor.ofThisProcess(
          Machine.hostName(),
          directory.id(),
          directory.path(),
          now,
          List.of(NativeText.of(settings.data())),
          "jobs of a server",
          settings.slots(),
          settings.grace());
      var held = new HashSet<>(Set.of(directory.id()));
      earlier.forEach(run -> held.add(run.id()));
      var registration = opened.later(
          new Registry(installation.workers(), installation.runs()).register(supervisor, held));
      var own = new Registry.Own(Optional.of(supervisor), held);
      return new ServerRun(directory, registration, own, earlier, opened);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Optional<LockFile> held(RunDirectory run) throws IOException {
    return new RunLock(run.path()).tryHold();
  }

  /// The runs of earlier servers on this data that are still there.
  private static List<RunDirectory> earlier(
      Installation installation,
      JobStore store,
      CloseStack opened)
      throws IOException {
    var found = new ArrayList<RunDirectory>();
    for (var id : store.setting(KeptData.RUNS).orElse("").split(" ", -1)) {
      var run = new RunDirectory(id, installation.runs().resolve(id));
      if (!id.isEmpty() && NativeText.file(run.path()).isDirectory()) {
        held(run).ifPresent(lock -> {
          opened.later(lock);
          found.add(run);
        });
      }
    }
    return found;
  }

  private static void remember(JobStore store, RunDirectory own, List<RunDirectory> earlier)
      throws IOException {
    var ids = new ArrayList<String>();
    earlier.forEach(run -> ids.add(run.id()));
    ids.add(own.id());
    store.set(KeptData.RUNS, String.join(" ", ids));
  }

  RunDirectory directory() {
    return directory;
  }

  /// What this process is in the registry.
  Registry.Own own() {
    return own;
  }

  /// Runs of earlier servers, of which tasks may still run.
  List<RunDirectory> earlier() {
    return earlier;
  }

  /// Takes away the directories of earlier runs that nothing runs of any more.
  ///
  /// @param running ids of the others
  void discard(Set<String> running) {
    for (var run : earlier) {
      if (!running.contains(run.id())) {
        discard(run);
      }
    }
  }

  private static void discard(RunDirectory run) {
    try {
      run.discard();
    } catch (IOException e) {
      log.debug("{} is left: {}", run.path(), Reason.withPath(e));
    }
  }

  /// Opens the way by which others ask for the end of a task.
  ///
  /// @param cancel ends the task of a number; false if it does not run
  ControlChannel control(Supplier<RunProgress.State> state, IntPredicate cancel) {
    return new ControlChannel(
        directory.path(),
        RunSummary.EMPTY,
        new Controlled() {
          @Override
          public RunProgress.State state() {
            return state.get();
          }

          @Override
          public Optional<Long> tasks() {
            return Optional.empty();
          }

          @Override
          public boolean cancel(int sequence) {
            return cancel.test(sequence);
          }
        },
        registration);
  }

  /// Gives all up. Its directory stays if tasks may still run.
  ///
  /// @param isOver whether nothing of it runs any more
  void end(boolean isOver) throws IOException {
    if (isOver) {
      discard(directory);
    }
    close();
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
