package io.parallelr.cli;

import ch.qos.logback.classic.Level;
import io.parallelr.batch.Batch;
import io.parallelr.batch.BatchPlan;
import io.parallelr.batch.InputCheck;
import io.parallelr.batch.ShellWords;
import io.parallelr.config.Configuration;
import io.parallelr.config.Settings;
import io.parallelr.engine.Engine;
import io.parallelr.engine.Retrying;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.StopPolicy;
import io.parallelr.journal.InOrder;
import io.parallelr.journal.Journal;
import io.parallelr.journal.JsonLines;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.RunReport;
import io.parallelr.journal.RunStatistics;
import io.parallelr.journal.Session;
import io.parallelr.journal.SummaryTable;
import io.parallelr.journal.TaskResultsText;
import io.parallelr.local.Launcher;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.OutputFiles;
import io.parallelr.local.Workspace;
import io.parallelr.os.Processes;
import io.parallelr.os.Spawner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One batch, from the command line to the exit status: wires the parts together.
final class Run {
  private static final Logger log = LoggerFactory.getLogger(Run.class);
  private static final int STDERR = 2;
  private static final int OWN_FILES = 40;
  /// A pidfd and an eventfd, and one for files that are read when a task ends.
  private static final int FILES_OF_A_SLOT = 3;

  private final RunCommand command;
  private final Configuration.Valid configuration;
  private final Settings settings;
  private final Installation installation;
  private final OutputStream stdout;
  private final PrintStream stderr;
  private final InstantSource clock = InstantSource.system();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

  Run(
      RunCommand command,
      Configuration.Valid configuration,
      Installation installation,
      OutputStream stdout,
      PrintStream stderr) {
    this.command = command;
    this.configuration = configuration;
    this.settings = configuration.settings();
    this.installation = installation;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /// Does what the command line asks for, to its end; returns the exit status.
  int execute() throws IOException {
    var batches = Batches.of(command, settings, Path.of("").toAbsolutePath());
    batches.warnings().forEach(w -> stderr.println("parallelr: warning: " + w));
    var batch = batches.batch();
    if (!command.run) {
      DryRun.print(batch, settings.limits().maxWorkers(), installation.workspace(), stdout);
      return ExitStatus.ALL_SUCCEEDED;
    }
    requireOpenFiles();
    var launcher = Launchers.choose(settings.execution().launcher());
    var now = clock.instant();
    var directory = create(now);
    var terminal = new Terminal(stderr);
    Logging.start(settings.logging(), directory.log(), terminal.lines(), consoleLevel());
    try {
      return execute(batch, launcher, directory, terminal,
          session(batch, launcher, directory, now));
    } catch (UncheckedIOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          e.getMessage() + "; the run was stopped, and what ran was ended",
          e);
    } finally {
      Logging.stop();
    }
  }

  private int execute(
      Batch batch,
      Launcher launcher,
      RunDirectory directory,
      Terminal terminal,
      Session session)
      throws IOException {
    long begin = System.nanoTime();
    log.info(
        "run {}: {} tasks in {} slots, {} launcher",
        session.id(),
        batch.size(),
        session.slots(),
        launcher.name());
    var statistics = new RunStatistics();
    var lines = new JsonLines(session, ShellWords::quote);
    Engine.Ended ended;
    int status;
    var backend = backend(launcher, directory);
    var engine = new Engine(
        new InputCheck(
            backend,
            settings.advanced().maxFileSize(),
            settings.security().maxArgumentLength()),
        new Engine.Limits(session.slots(), settings.limits().taskStartDelay()),
        stopPolicy(),
        clock);
    var signals = new RunSignals(Thread.currentThread(), engine);
    var table = new SummaryTable(session, ShellWords::quote);
    try (var journal = new Journal(directory.path(), lines, table, p -> failed(engine, p))) {
      ended =
          runListened(batch, engine, backend, journal, statistics, directory, terminal, session);
      status = ExitStatus.of(ended.summary(), ended.end(), batch.size(), signals.received());
      var elapsed = Duration.ofNanos(System.nanoTime() - begin);
      var report = new RunReport(
          ended.summary(),
          ended.end(),
          status,
          clock.instant(),
          elapsed,
          statistics);
      journal.summary(report);
      show(report, lines, session, directory);
    }
    directory.tidy();
    if (!failures.isEmpty()) {
      throw failures.remove();
    }
    return status;
  }

  private Engine.Ended runListened(
      Batch batch,
      Engine engine,
      LocalBackend backend,
      Journal journal,
      RunStatistics statistics,
      RunDirectory directory,
      Terminal terminal,
      Session session)
      throws IOException {
    var listeners = new ArrayList<RunListener>(List.of(journal, statistics));
    listeners.add(new TaskLog(batch.size()));
    var opened = new Closing();
    try (backend; opened) {
      if (command.logTaskOutput) {
        var text = opened
            .later(new TaskResultsText(directory.taskResults(), session, ShellWords::quote));
        listeners.add(opened.later(new InOrder(text, p -> failed(engine, p))));
      }
      if (command.print) {
        var printer = new OutputPrinter(stdout, terminal.lines());
        listeners.add(opened.later(new InOrder(printer, Run::stoppedPrinting)));
      }
      if (command.progress().orElseGet(this::isWatched)) {
        listeners.add(opened.later(new Progress(terminal, batch.size())));
      }
      return engine.run(new Retrying(new BatchPlan(batch)), RunListener.all(listeners));
    }
  }

  private void failed(Engine engine, RuntimeException problem) {
    failures.add(problem);
    engine.fail(problem);
  }

  private static void stoppedPrinting(RuntimeException problem) {
    log.warn("output is not printed any more, but recorded: {}", problem.getMessage());
  }

  private RunDirectory create(Instant now) {
    try {
      return RunDirectory.create(installation.runs(), now, ProcessHandle.current().pid());
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "no run directory can be made in %s: %s; make it writable or set PARALLELR_HOME"
              .formatted(installation.runs(), reason(e)),
          e);
    }
  }

  /// Better said now than by errors of tasks that do not start.
  private void requireOpenFiles() {
    int slots = settings.limits().maxWorkers();
    long needed = OWN_FILES + (long) slots * FILES_OF_A_SLOT;
    var allowed = Host.openFiles();
    if (allowed.isPresent() && allowed.getAsLong() < needed) {
      throw new UserError(
          ExitStatus.USAGE,
          "%d slots need %d open files, and the limit is %d; raise it (ulimit -n) or use fewer (-m)"
              .formatted(slots, needed, allowed.getAsLong()));
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied for " + denied.getFile();
      case FileAlreadyExistsException exists -> exists.getFile() + " is no directory";
      case NoSuchFileException missing -> missing.getFile() + " cannot be made";
      case FileSystemException other when other.getReason() != null ->
        other.getFile() + ": " + other.getReason();
      default -> e.toString();
    };
  }

  private Session session(Batch batch, Launcher launcher, RunDirectory directory, Instant now) {
    return new Session(
        directory.id(),
        Main.productVersion(),
        now,
        java.time.ZoneId.systemDefault(),
        Host.name(),
        System.getProperty("user.name", ""),
        ProcessHandle.current().pid(),
        command.template().orElse(""),
        command.tasks,
        argumentsMode(),
        batch.size(),
        settings.limits().maxWorkers(),
        settings.limits().timeout(),
        launcher.name(),
        directory.path(),
        installation.workspace(),
        configuration.entries().stream().map(e -> e.key() + '=' + e.value()).toList());
  }

  private Session.ArgumentsMode argumentsMode() {
    return command.argumentsFile()
        .map(file -> new Session.ArgumentsMode(
            file.toAbsolutePath().normalize().toString(),
            command.separator().orElse(""),
            command.variables))
        .orElse(Session.ArgumentsMode.NONE);
  }

  private LocalBackend backend(Launcher launcher, RunDirectory directory) {
    var workspace = settings.execution().workspaceIsolation()
        ? new Workspace.PerSlot(installation.workspace(), ProcessHandle.current().pid())
        : new Workspace.Shared(installation.workspace());
    return new LocalBackend(
        directory.id(),
        launcher,
        workspace,
        new OutputFiles(directory.output(), settings.limits().maxOutputCapture()),
        settings.execution().killAfter(),
        settings.advanced().memoryLimit());
  }

  private StopPolicy stopPolicy() {
    var limits = settings.stopLimits();
    return limits.enabled()
        ? new StopPolicy.AfterFailures(
            limits.maxConsecutiveFailures(),
            limits.maxFailureRate(),
            limits.minTasksForRateCheck())
        : new StopPolicy.Never();
  }

  private void show(RunReport report, JsonLines lines, Session session, RunDirectory directory)
      throws IOException {
    if (command.json) {
      stdout.write((lines.summary(report) + '\n').getBytes(StandardCharsets.UTF_8));
    } else if (!command.quiet) {
      var text = Reports.text(report, session, directory, settings.stopLimits(), command);
      // with --print, standard output is the tasks' alone
      (command.print ? stderr : stdout).write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private boolean isWatched() {
    return !command.quiet && Spawner.isSupported() && Processes.isTerminal(STDERR);
  }

  private Level consoleLevel() {
    return command.debug ? Level.DEBUG : command.quiet ? Level.WARN : Level.INFO;
  }
}
