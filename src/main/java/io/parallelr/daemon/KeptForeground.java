package io.parallelr.daemon;

import io.parallelr.os.ChildProcess;
import io.parallelr.os.Given;
import io.parallelr.os.NativeText;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import io.parallelr.os.Spawner;
import io.parallelr.os.TerminalDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Runs this program once more as a child of this process, in the same place, and is its
/// [Keeper]. To the caller, this process is the run: it passes signals on, and ends with the
/// same status.
public final class KeptForeground {
  private static final String PROPERTY = "parallelr.kept";
  /// What a terminal sends to both.
  private static final Map<String, Integer> OF_TERMINALS = Map.of("INT", 2, "HUP", 1);
  private static final Map<String, Integer> OTHERS =
      Map.of("TERM", Signals.SIGTERM, "USR1", Signals.SIGUSR1);

  private final Path runs;
  private final Spawner spawner = new Spawner();
  private int supervisor; // 0 if it does not run, yet or any more; guarded by this

  /// @param runs where the directories of runs lie
  /// @throws UnsupportedOperationException if the system lacks what is needed
  public KeptForeground(Path runs) {
    this.runs = runs;
  }

  /// Whether this system can have such a child.
  public static boolean isSupported() {
    return Spawner.isSupported();
  }

  /// Whether this process is such a child.
  public static boolean isKept() {
    return System.getProperty(PROPERTY) != null;
  }

  /// Runs it; returns its exit status when nothing is left to be waited for.
  ///
  /// @throws IOException if it cannot be started
  public int run() throws IOException {
    if (!ChildProcess.adoptOrphans()) {
      throw new IOException("the kernel has no child subreapers");
    }
    OTHERS.forEach((name, number) -> Signals.handle(name, () -> pass(number)));
    OF_TERMINALS.forEach((name, number) -> {
      if (!spawner.isIgnoredByCaller(number)) {
        Signals.handle(name, () -> passUnlessSent(number));
      }
    });
    var keeper = new Keeper(runs, start(command()));
    int status = keeper.awaitSupervisor();
    ended();
    if (status > Keeper.SIGNALLED && isKill(status - Keeper.SIGNALLED)) {
      System.err.printf(
          "parallelr: the process of the run was ended by %s; how its running tasks end is recorded,"
              + " and parallelr resume last continues the run%n",
          Signals.name(status - Keeper.SIGNALLED));
    }
    keeper.recordTasks();
    return status;
  }

  /// Whether a supervisor does not end by itself on a signal, with that as its status.
  private static boolean isKill(int signal) {
    return !OF_TERMINALS.containsValue(signal) && signal != Signals.SIGTERM;
  }

  /// A signal that comes meanwhile waits for the lock and then reaches what was started.
  private synchronized int start(List<String> command) throws IOException {
    supervisor = switch (spawner.startHere(command)) {
      case Spawner.Refused refused -> throw new IOException(
          command.getFirst() + ": " + refused.description());
      case Spawner.Running(var pid) -> pid;
    };
    return supervisor;
  }

  private synchronized void ended() {
    supervisor = 0;
  }

  /// Passes a signal on. Where nobody is there for it, nothing is started or waited for any more.
  private synchronized void pass(int signal) {
    if (supervisor == 0) {
      Runtime.getRuntime().halt(Keeper.SIGNALLED + signal);
    }
    boolean _ = Processes.signal(supervisor, signal, () -> true);
  }

  /// A terminal sends its signals to all processes in front, so that the child has got it.
  private synchronized void passUnlessSent(int signal) {
    if (supervisor == 0 || !isInFront()) {
      pass(signal);
    }
  }

  private static boolean isInFront() {
    return IntStream.rangeClosed(0, 2).anyMatch(fd -> new TerminalDevice(fd).isInForeground());
  }

  private static List<String> command() throws IOException {
    var command = new ArrayList<>(List.of(
        NativeText.of(Path.of(System.getProperty("java.home"), "bin", "java")),
        "-D%s=true".formatted(PROPERTY)));
    var given = Given.commandLine();
    command.addAll(given.subList(1, given.size()));
    return command;
  }
}
