package io.parallelr.cli;

import io.parallelr.daemon.Census;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunningTask;
import io.parallelr.daemon.Stopper;
import io.parallelr.os.TerminalDevice;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
  int execute(RunCommand command, Optional<Duration> grace) throws IOException {
    new Home(installation, this::warn).check();
    try {
      var census = Census.take(registry);
      census.warnings().forEach(this::warn);
      if (command.listWorkers) {
        print(command.json ? WorkerJson.of(census) : new WorkerTable(registry).of(census));
        return ExitStatus.ALL_SUCCEEDED;
      }
      var stopper = new Stopper(registry, grace, System::nanoTime, this::say);
      boolean isDone = command.drain().isPresent()
          ? drain(census, command.drain().get(), stopper, command.dryRun)
          : kill(census, command.kill().orElseThrow(), stopper, command);
      return isDone ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
    } catch (InterruptedException e) {
      throw new UserError(130, "interrupted; parallelr --list-workers shows what is left", e);
    }
  }

  private void warn(String message) {
    stderr.println("parallelr: warning: " + Printable.of(message));
  }

  private boolean drain(Census census, String which, Stopper stopper, boolean dryRun) {
    var workers = census.workers();
    var unseen = census.unseen();
    if (!which.equals(RunCommand.ALL)) {
      int pid = pid("--drain", which);
      workers = census.worker(pid).stream().toList();
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
        isDone &= stopper.drain(worker.supervisor());
      }
    }
    unseen.forEach(this::sayLeftAlone);
    if (workers.isEmpty() && unseen.isEmpty()) {
      say("nothing is running");
    }
    return isDone;
  }

  private void sayLeftAlone(Census.Unseen unseen) {
    say(unseen.description() + "; left alone");
  }

  private boolean kill(Census census, String which, Stopper stopper, RunCommand command)
      throws IOException, InterruptedException {
    if (command.dryRun) {
      return preview(census, which);
    }
    if (!which.equals(RunCommand.ALL)) {
      return kill(census, pid("-k", which), stopper);
    }
    boolean isToDo = !census.workers().isEmpty() || !census.orphans().isEmpty();
    if (isToDo && !command.yes && !isConfirmed(census)) {
      say("nothing was ended");
      return false;
    }
    boolean gone = stopper.stopAll(census);
    if (census.isEmpty() && gone) {
      say("nothing is running");
    }
    return gone;
  }

  private boolean kill(Census census, int pid, Stopper stopper)
      throws IOException, InterruptedException {
    var worker = census.worker(pid);
    if (worker.isPresent()) {
      return stopper.stop(worker.get());
    }
    for (var one : census.workers()) {
      var task = withProcess(one.tasks(), pid);
      if (task.isPresent()) {
        return stopper.cancel(one.supervisor(), task.get());
      }
    }
    for (var unseen : census.unseen()) {
      if (withProcess(unseen.tasks(), pid).isPresent()) {
        sayLeftAlone(unseen);
        return false;
      }
    }
    var orphan = withProcess(census.orphans(), pid);
    if (orphan.isEmpty()) {
      throw notOurs("-k", pid, "neither one of your supervisors nor one of their tasks");
    }
    return stopper.stopOrphans(List.of(orphan.get()));
  }

  /// Says what `-k` would end.
  private boolean preview(Census census, String which) {
    if (which.equals(RunCommand.ALL)) {
      census.workers().forEach(worker -> say("would end " + describe(worker)));
      census.orphans().forEach(orphan -> say("would end " + describe(orphan) + ", an orphan"));
      census.unseen().forEach(this::sayLeftAlone);
      if (census.isEmpty()) {
        say("nothing is running");
      }
      return census.unseen().isEmpty();
    }
    int pid = pid("-k", which);
    var worker = census.worker(pid);
    var tasks = census.workers().stream().flatMap(w -> w.tasks().stream()).toList();
    say(
        "would end " + worker.map(Administration::describe)
            .or(() -> withProcess(tasks, pid).map(Administration::describe))
            .or(() -> withProcess(census.orphans(), pid).map(o -> describe(o) + ", an orphan"))
            .orElseThrow(() -> notOurs("-k", pid,
                "neither one of your supervisors nor one of their tasks")));
    return true;
  }

  private static String describe(Census.Worker worker) {
    return "supervisor %d (run %s) with %s".formatted(
        worker.supervisor().pid(),
        worker.supervisor().runId(),
        Count.of(worker.tasks().size(), "running task"));
  }

  private static String describe(RunningTask task) {
    return "task %d (%s)".formatted(task.leader().pid(), task.origin().task());
  }

  private static Optional<RunningTask> withProcess(
      List<RunningTask> tasks,
      int pid) {
    return tasks.stream().filter(t -> t.pids().contains(pid)).findFirst();
  }

  private boolean isConfirmed(Census census) throws IOException {
    if (!new TerminalDevice(STDIN).isTerminal()) {
      throw usage("-k without a PID ends everything: there is no terminal to ask on, so add -y");
    }
    int tasks = census.workers().stream().mapToInt(w -> w.tasks().size()).sum();
    stderr.printf(
        "End %s with %s, and %s? [y/N] ",
        Count.of(census.workers().size(), "supervisor"),
        Count.of(tasks, "running task"),
        Count.of(census.orphans().size(), "orphaned task"));
    var answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        .readLine();
    return answer != null
        && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
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
