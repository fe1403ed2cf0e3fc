package io.parallelr.cli;

import io.parallelr.daemon.ProcessOwner;
import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunningTask;
import io.parallelr.daemon.Terminator;
import io.parallelr.daemon.WorkerJson;
import io.parallelr.json.JsonText;
import io.parallelr.os.TerminalDevice;
import io.parallelr.run.Confirmation;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What is done to runs from outside: listing, ending, draining.
final class Administration {
  private static final int STDIN = 0;

  private final Installation installation;
  private final Registry registry;
  private final OutputStream stdout;
  private final PrintStream stderr;

  Administration(Installation installation, OutputStream stdout, PrintStream stderr) {
    this.installation = installation;
    this.registry = new Registry(installation.workers(), installation.runs());
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /// Does what the command line asks for; returns the exit status.
  ///
  /// @param grace that orphans are given; empty for what their runs were asked for
  int execute(GivenOptions options, Optional<Duration> grace) throws IOException {
    new Home(installation, this::warn).check();
    try {
      var snapshot = ProcessSnapshot.take(registry);
      snapshot.warnings().forEach(this::warn);
      if (options.is(Options.LIST_WORKERS)) {
        print(options.is(Options.JSON)
            ? JsonText.object(json -> WorkerJson.write(json, snapshot)) + '\n'
            : new WorkerTable(registry).of(snapshot));
        return ExitStatus.ALL_SUCCEEDED;
      }
      var terminator = new Terminator(registry, grace, System::nanoTime, this::say);
      var drain = options.of(Options.DRAIN);
      boolean isDone = drain.isPresent()
          ? drain(snapshot, drain.get(), terminator, options.is(Options.DRY_RUN))
          : kill(snapshot, options.of(Options.KILL).orElseThrow(), terminator, options);
      return isDone ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
    } catch (InterruptedException e) {
      throw new UserError(130, "interrupted; parallelr --list-workers shows what is left", e);
    }
  }

  private void warn(String message) {
    stderr.println("parallelr: warning: " + Printable.of(message));
  }

  private boolean drain(ProcessSnapshot snapshot, String which, Terminator terminator,
      boolean dryRun) {
    var workers = snapshot.supervisors();
    var unseen = snapshot.unseen();
    if (!which.equals(Options.EVERY)) {
      int pid = pid("--drain", which);
      workers = snapshot.supervisor(pid).stream().toList();
      unseen = List.of();
      if (workers.isEmpty()) {
        throw notOurs("--drain", pid, "not one of your supervisors");
      }
    }
    boolean isDone = unseen.isEmpty();
    for (var worker : workers) {
      if (dryRun) {
        say("would drain " + describe(worker));
      } else {
        isDone &= terminator.drain(worker.supervisor());
      }
    }
    unseen.forEach(this::sayLeftAlone);
    if (workers.isEmpty() && unseen.isEmpty()) {
      say("nothing is running");
    }
    return isDone;
  }

  private void sayLeftAlone(ProcessSnapshot.Unseen unseen) {
    say(unseen.description() + "; left alone");
  }

  private boolean kill(ProcessSnapshot snapshot, String which, Terminator terminator,
      GivenOptions options)
      throws IOException, InterruptedException {
    if (options.is(Options.DRY_RUN)) {
      return preview(snapshot, which);
    }
    if (!which.equals(Options.EVERY)) {
      return kill(snapshot, pid("-k", which), terminator);
    }
    boolean isToDo = !snapshot.supervisors().isEmpty() || !snapshot.orphans().isEmpty();
    if (isToDo && !options.is(Options.YES) && !isConfirmed(snapshot)) {
      say("nothing was ended");
      return false;
    }
    boolean gone = terminator.stopAll(snapshot);
    if (snapshot.isEmpty() && gone) {
      say("nothing is running");
    }
    return gone;
  }

  private boolean kill(ProcessSnapshot snapshot, int pid, Terminator terminator)
      throws IOException, InterruptedException {
    var owner = snapshot.ownerOf(pid).orElseThrow(() -> notOurs(pid));
    return switch (owner) {
      case ProcessOwner.Itself(var supervisor) -> terminator.stop(supervisor);
      case ProcessOwner.Task(var supervisor, var task) -> terminator.cancel(supervisor, task);
      case ProcessOwner.Orphan(var task) -> terminator.stopOrphans(List.of(task));
      case ProcessOwner.Hidden(var unseen) -> {
        sayLeftAlone(unseen);
        yield false;
      }
    };
  }

  /// Says what `-k` would end.
  private boolean preview(ProcessSnapshot snapshot, String which) {
    if (which.equals(Options.EVERY)) {
      snapshot.supervisors().forEach(worker -> say("would end " + describe(worker)));
      snapshot.orphans().forEach(orphan -> say("would end " + describe(orphan) + ", an orphan"));
      snapshot.unseen().forEach(this::sayLeftAlone);
      if (snapshot.isEmpty()) {
        say("nothing is running");
      }
      return snapshot.unseen().isEmpty();
    }
    int pid = pid("-k", which);
    var owner = snapshot.ownerOf(pid).orElseThrow(() -> notOurs(pid));
    say("would end " + switch (owner) {
      case ProcessOwner.Itself(var supervisor) -> describe(supervisor);
      case ProcessOwner.Task(_, var task) -> describe(task);
      case ProcessOwner.Orphan(var task) -> describe(task) + ", an orphan";
      case ProcessOwner.Hidden _ -> throw notOurs(pid);
    });
    return true;
  }

  private static String describe(ProcessSnapshot.RunningSupervisor worker) {
    return "supervisor %d (run %s) with %s".formatted(
        worker.supervisor().pid(),
        worker.supervisor().runId(),
        Count.of(worker.tasks().size(), "running task"));
  }

  private static String describe(RunningTask task) {
    return "task %s (sequence %d)".formatted(
        Printable.of(task.origin().task()), task.origin().sequence());
  }

  private boolean isConfirmed(ProcessSnapshot snapshot) throws IOException {
    if (!new TerminalDevice(STDIN).isTerminal()) {
      throw usage("-k without a PID ends everything: there is no terminal to ask on, so add -y");
    }
    int tasks = snapshot.supervisors().stream().mapToInt(w -> w.tasks().size()).sum();
    stderr.printf(
        "End %s with %s, and %s? [y/N] ",
        Count.of(snapshot.supervisors().size(), "supervisor"),
        Count.of(tasks, "running task"),
        Count.of(snapshot.orphans().size(), "orphaned task"));
    return Confirmation.isYes(System.in);
  }

  private static int pid(String option, String text) {
    if (text.startsWith("--")) {
      throw usage("unknown option '%s'; see parallelr --help".formatted(text));
    }
    try {
      int pid = Integer.parseInt(text);
      if (pid > 0) {
        return pid;
      }
    } catch (NumberFormatException e) {
      throw usage("%s: '%s' is not a process number".formatted(option, text));
    }
    throw usage("%s: '%s' is not a process number".formatted(option, text));
  }

  private static UserError notOurs(int pid) {
    return notOurs("-k", pid, "neither one of your supervisors nor one of their tasks");
  }

  private static UserError notOurs(String option, int pid, String what) {
    return usage(
        "%s: process %d is %s; nothing was signalled. See parallelr --list-workers"
            .formatted(option, pid, what));
  }

  private void say(String line) {
    try {
      print(Printable.of(line) + '\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void print(String text) throws IOException {
    stdout.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
