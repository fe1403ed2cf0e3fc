package io.parallelr.run;

import io.parallelr.config.Key;
import io.parallelr.daemon.RunLock;
import io.parallelr.daemon.RunProgress;
import io.parallelr.history.RunNames;
import io.parallelr.history.Runs;
import io.parallelr.journal.EarlierRun;
import io.parallelr.journal.NewerVersionException;
import io.parallelr.journal.PastTasks;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.Session;
import io.parallelr.journal.UnusableJournalException;
import io.parallelr.os.LockFile;
import io.parallelr.os.Machine;
import io.parallelr.task.Reason;
import io.parallelr.task.TaskSelector;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The run that this one resumes.
///
/// @param spec what it was to do
/// @param runsFailed whether tasks that did not succeed are run again
/// @param adopts whether tasks that still run are waited for; else they are ended
/// @param runsUnknown whether tasks whose end nobody saw are run again
/// @param runsAll whether all tasks are run again, whatever the journals say
/// @param only the tasks that are run, whatever has become of them; empty for those that the other
///   parameters select
public record ResumeRequest(
    EarlierRun earlier,
    RunSpec spec,
    boolean runsFailed,
    boolean adopts,
    boolean runsUnknown,
    boolean runsAll,
    List<TaskSelector> only) {

  public ResumeRequest {
    only = List.copyOf(only);
  }

  /// Understands how a run was requested by versions before 0.2, which recorded no [RunSpec].
  public interface OldRequests {
    /// What it was to do.
    ///
    /// @throws IllegalArgumentException if this version does not understand it
    RunSpec spec(Session.Invocation invocation);
  }

  /// Finds a run.
  ///
  /// @param name as [RunNames] takes it
  /// @param runs where the directories of all runs lie
  /// @param directory against which the name is taken, if it is a path
  /// @throws UserError if there is no such run, or it cannot be read
  public static EarlierRun find(String name, Path runs, Path directory) {
    try {
      var found = new RunNames(new Runs(runs), directory).find(name).path();
      Home.requireTrusted(found);
      return EarlierRun.read(found);
    } catch (IOException e) {
      throw usage(Reason.withPath(e));
    }
  }

  /// What an earlier run was to do, in which each run of a chain may have changed something.
  ///
  /// @throws UserError if that cannot be read
  public static RunSpec spec(EarlierRun earlier, OldRequests old) {
    var name = earlier.newest().id();
    try {
      var spec = Optional.<RunSpec>empty();
      for (var request : earlier.requests()) { // the newest first
        var recorded = RunSpec.read(request.json());
        var next = recorded.isPresent() ? recorded.get() : old.spec(request.invocation());
        spec = Optional.of(spec.isPresent() ? spec.get().over(next) : next);
        if (recorded.isPresent()) {
          break; // which has all of those before it
        }
      }
      return spec.orElseThrow()
          .with(
              new RunSpec.Setting(
                  Key.WORKING_DIRECTORY.path(),
                  earlier.workingDirectory(),
                  "run " + name));
    } catch (IOException | IllegalArgumentException e) {
      throw usage(
          "this version does not understand how run %s was requested: %s"
              .formatted(name, e instanceof IOException io ? Reason.of(io) : e.getMessage()));
    }
  }

  /// Makes sure that nobody else runs the tasks of that run and those before it, for as long as
  /// this process lives.
  public void hold(CloseStack opened) throws IOException {
    for (var run : earlier.runs()) {
      opened.later(hold(run));
    }
  }

  /// The same for one run.
  public static LockFile hold(RunDirectory run) throws IOException {
    return new RunLock(run.path()).tryHold().orElseThrow(() -> stillRun(run));
  }

  /// Makes sure of it for this moment only, and changes nothing.
  public void requireOver() {
    for (var run : earlier.runs()) {
      if (!(new RunLock(run.path()).state() instanceof RunLock.State.Free)) {
        throw stillRun(run);
      }
    }
  }

  private static UserError stillRun(RunDirectory run) {
    return usage("run %s is still in use by %s".formatted(
        run.id(),
        switch (new RunLock(run.path()).state()) {
          case RunLock.State.Unseen(var who) -> who;
          case RunLock.State.Held(var pid) ->
            "a supervisor, process %d: see parallelr --list-workers".formatted(pid);
          case RunLock.State.Free() -> "a supervisor that has just ended: try again";
        }));
  }

  /// Reads the results of the tasks, which may take a while. An interrupt ends it.
  ///
  /// @throws InterruptedException if this thread was interrupted; its flag is cleared
  public PastTasks past() throws IOException, InterruptedException {
    if (runsAll) {
      return PastTasks.none();
    }
    try {
      return PastTasks.read(earlier, this::leastResults);
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (UnusableJournalException e) {
      throw usage(
          ("%s; it is unknown which tasks have been done. Put the file back, or run all tasks again: add "
              + "--rerun-all").formatted(Reason.withPath(e)));
    } catch (NewerVersionException e) {
      throw usage(Reason.withPath(e));
    }
  }

  /// How many results the journal of a run must have at least. A machine that lost its power may
  /// have lost the last of them.
  private long leastResults(Path run) {
    return Machine.bootTime()
        .filter(_ -> earlier.host().equals(Machine.hostName()))
        .map(since -> RunProgress.done(run, since))
        .orElse(0L);
  }

  /// The ids of that run and those before it.
  public List<String> ids() {
    return earlier.runs().stream().map(RunDirectory::id).toList();
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
