package io.parallelr.cli;

import io.parallelr.daemon.RunLock;
import io.parallelr.daemon.RunProgress;
import io.parallelr.journal.EarlierRun;
import io.parallelr.journal.NewerVersionException;
import io.parallelr.journal.PastTasks;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.UnfitJournalException;
import io.parallelr.os.LockFile;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import io.parallelr.run.CloseStack;
import io.parallelr.run.CommandLines;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// The run that this one resumes.
///
/// @param runsFailed whether tasks that did not succeed are run again
/// @param adopts whether tasks that still run are waited for; else they are ended
/// @param runsUnknown whether tasks whose end nobody saw are run again
/// @param runsAll whether all tasks are run again, whatever the journals say
record ResumeRequest(
    EarlierRun earlier,
    boolean runsFailed,
    boolean adopts,
    boolean runsUnknown,
    boolean runsAll) {
  /// Finds the run that the command line names, and takes from it what the command line leaves out.
  ///
  /// @param directory against which the name is taken, if it is a path
  static ResumeRequest of(RunCommand command, Installation installation, Path directory) {
    if (command.resume != null && command.retryFailed != null) {
      throw usage("--resume and --retry-failed are mutually exclusive");
    }
    var name = command.continued().orElseThrow();
    try {
      var earlier = EarlierRun.read(find(name, installation.runs(), directory));
      for (var invocation : earlier.invocations()) {
        var recorded = new RunCommand();
        CommandLines.of(recorded).parseArgs(invocation.commandLine().toArray(String[]::new));
        command.inherit(recorded, invocation.directory());
      }
      command.inheritWorkingDirectory(earlier.workingDirectory());
      return new ResumeRequest(
          earlier,
          command.retryFailed != null,
          choice("--orphans", command.orphans, "adopt", "kill"),
          choice("--on-unknown", command.onUnknown, "rerun", "skip"),
          command.rerunAll);
    } catch (IOException e) {
      throw usage(Reason.withPath(e));
    } catch (CommandLine.ParameterException e) {
      throw usage(
          "this version does not understand how run %s was requested: %s"
              .formatted(name, e.getMessage()));
    }
  }

  private static Path find(String name, Path runs, Path directory) throws IOException {
    var path = name.equals("last") ? runs.resolve("latest") : NativeText.resolve(runs, name);
    if (!Files.isDirectory(path)) {
      path = NativeText.resolve(directory, name);
    }
    if (!Files.isDirectory(path)) {
      throw new IOException(
          name.equals("last")
              ? "there are no runs in %s yet".formatted(runs)
              : "run %s not found in %s; use a name listed there, or its directory"
                  .formatted(name, runs));
    }
    var real = path.toRealPath();
    Home.requireTrusted(real);
    return real;
  }

  private static boolean choice(String option, @Nullable String word, String yes, String no) {
    if (word == null) {
      return true;
    }
    if (!word.equals(yes) && !word.equals(no)) {
      throw usage("%s: '%s' is not one of %s, %s".formatted(option, word, yes, no));
    }
    return word.equals(yes);
  }

  /// Makes sure that nobody else runs the tasks of that run and those before it, for as long as
  /// this process lives.
  void hold(CloseStack opened) throws IOException {
    for (var run : earlier.runs()) {
      opened.later(hold(run));
    }
  }

  /// The same for one run.
  static LockFile hold(RunDirectory run) throws IOException {
    return new RunLock(run.path()).tryHold().orElseThrow(() -> stillRun(run));
  }

  /// Makes sure of it for this moment only, and changes nothing.
  void requireOver() {
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
  /// @throws InterruptedException if this thread was interrupted, and is no more
  PastTasks past() throws IOException, InterruptedException {
    if (runsAll) {
      return PastTasks.none();
    }
    try {
      return PastTasks.read(earlier, this::leastResults);
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (UnfitJournalException e) {
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
  List<String> ids() {
    return earlier.runs().stream().map(RunDirectory::id).toList();
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
