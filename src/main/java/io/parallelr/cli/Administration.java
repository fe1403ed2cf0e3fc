package io.parallelr.cli;

import io.parallelr.daemon.Census;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.Stopper;
import io.parallelr.os.TerminalDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What is done to runs from outside: listing, ending, draining.
final class Administration {
  private static final int STDIN = 0;

  private final Registry registry;
  private final OutputStream stdout;
  private final PrintStream stderr;

  Administration(Installation installation, OutputStream stdout, PrintStream stderr) {
    this.registry = new Registry(installation.workers(), installation.runs());
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /// Does what the command line asks for; returns the exit status.
  int execute(RunCommand command) throws IOException {
    requireOne(command);
    try {
      var census = Census.take(registry);
      census.unreadable()
          .forEach(
              e -> stderr.println(
                  "parallelr: warning: %s cannot be read: %s; %s".formatted(
                      e.file(),
                      e.reason(),
                      e.isHeld()
                          ? "the supervisor that holds it lives"
                          : "nobody holds it, so it can be deleted")));
      if (command.listWorkers) {
        print(command.json ? WorkerJson.of(census) : new WorkerTable(registry).of(census));
        return ExitStatus.ALL_SUCCEEDED;
      }
      return command.drain().isPresent()
          ? drain(census, command.drain().get())
          : kill(census, command.kill().orElseThrow(), command.yes);
    } catch (InterruptedException e) {
      throw new UserError(130, "interrupted; parallelr --list-workers shows what is left", e);
    }
  }

  private static void requireOne(RunCommand command) {
    long asked = Stream.of(
        command.listWorkers,
        command.kill().isPresent(),
        command.drain().isPresent(),
        command.run || command.daemon)
        .filter(b -> b)
        .count();
    if (asked > 1) {
      throw usage("--list-workers, -k, --drain and -r exclude each other");
    }
    if (command.json && !command.listWorkers) {
      throw usage("--json goes with --list-workers and with -r");
    }
  }

  private int drain(Census census, String which) {
    var stopper = new Stopper(registry, this::say);
    if (which.equals(RunCommand.ALL)) {
      census.workers().forEach(w -> stopper.drain(w.supervisor()));
      sayIfNothing(census.workers());
      return ExitStatus.ALL_SUCCEEDED;
    }
    int pid = pid("--drain", which);
    var worker = census.worker(pid);
    if (worker.isEmpty()) {
      throw notOurs("--drain", pid, "no supervisor");
    }
    stopper.drain(worker.get().supervisor());
    return ExitStatus.ALL_SUCCEEDED;
  }

  private int kill(Census census, String which, boolean yes)
      throws IOException, InterruptedException {
    var stopper = new Stopper(registry, this::say);
    boolean gone;
    if (which.equals(RunCommand.ALL)) {
      if (census.workers().isEmpty() && census.orphans().isEmpty()) {
        say("nothing runs");
        return ExitStatus.ALL_SUCCEEDED;
      }
      if (!yes && !isConfirmed(census)) {
        say("nothing was ended");
        return ExitStatus.SOME_FAILED;
      }
      gone = stopper.stopAll(census);
    } else {
      gone = kill(census, pid("-k", which), stopper);
    }
    return gone ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
  }

  private static boolean kill(Census census, int pid, Stopper stopper)
      throws IOException, InterruptedException {
    var worker = census.worker(pid);
    if (worker.isPresent()) {
      return stopper.stop(worker.get().supervisor());
    }
    for (var one : census.workers()) {
      var task = withProcess(one.tasks(), pid);
      if (task.isPresent()) {
        return stopper.cancel(one.supervisor(), task.get());
      }
    }
    var orphan = withProcess(census.orphans(), pid);
    if (orphan.isEmpty()) {
      throw notOurs("-k", pid, "neither a supervisor nor one of its tasks");
    }
    return stopper.stopOrphan(orphan.get());
  }

  private static Optional<Census.RunningTask> withProcess(
      List<Census.RunningTask> tasks,
      int pid) {
    return tasks.stream().filter(t -> t.pids().contains(pid)).findFirst();
  }

  private boolean isConfirmed(Census census) throws IOException {
    if (!new TerminalDevice(STDIN).isTerminal()) {
      throw usage("-k without a PID ends all: add -y, as there is no terminal to ask on");
    }
    int tasks = census.workers().stream().mapToInt(w -> w.tasks().size()).sum();
    stderr.printf(
        "End %d supervisor%s with %d running task%s, and %d orphaned task%s? [y/N] ",
        census.workers().size(),
        census.workers().size() == 1 ? "" : "s",
        tasks,
        tasks == 1 ? "" : "s",
        census.orphans().size(),
        census.orphans().size() == 1 ? "" : "s");
    var answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        .readLine();
    return answer != null
        && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  private static int pid(String option, String text) {
    try {
      int pid = Integer.parseInt(text);
      if (pid > 0) {
        return pid;
      }
    } catch (NumberFormatException e) {
      throw usage("%s: '%s' is no process number".formatted(option, text));
    }
    throw usage("%s: %s is no process number".formatted(option, text));
  }

  private static UserError notOurs(String option, int pid, String what) {
    return usage(
        "%s: process %d is %s of yours; nothing was signalled. See parallelr --list-workers"
            .formatted(option, pid, what));
  }

  private void sayIfNothing(List<Census.Worker> workers) {
    if (workers.isEmpty()) {
      say("nothing runs");
    }
  }

  private void say(String line) {
    try {
      print(line + '\n');
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
