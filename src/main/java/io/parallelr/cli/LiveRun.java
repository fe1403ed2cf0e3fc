package io.parallelr.cli;

import io.parallelr.batch.Batch;
import io.parallelr.batch.BatchPlan;
import io.parallelr.batch.InputCheck;
import io.parallelr.batch.ShellWords;
import io.parallelr.config.Settings;
import io.parallelr.daemon.ControlChannel;
import io.parallelr.daemon.Registration;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunProgress;
import io.parallelr.daemon.Startup;
import io.parallelr.daemon.Supervisor;
import io.parallelr.daemon.Terminator;
import io.parallelr.engine.Backend;
import io.parallelr.engine.Engine;
import io.parallelr.engine.Plan;
import io.parallelr.engine.Retrying;
import io.parallelr.engine.RunEnd;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.StopPolicy;
import io.parallelr.engine.Ticker;
import io.parallelr.journal.InOrder;
import io.parallelr.journal.Journal;
import io.parallelr.journal.JsonLines;
import io.parallelr.journal.Parts;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.RunReport;
import io.parallelr.journal.RunStatistics;
import io.parallelr.journal.Session;
import io.parallelr.journal.SummaryTable;
import io.parallelr.journal.TaskResultsText;
import io.parallelr.local.Adoption;
import io.parallelr.local.InProcessBackend;
import io.parallelr.local.Launcher;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.OutputFiles;
import io.parallelr.os.NativeText;
import io.parallelr.os.SlotFile;
import io.parallelr.queue.ChangeCheck;
import io.parallelr.queue.InboxPlan;
import io.parallelr.run.CloseStack;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.InsideFlows;
import io.parallelr.run.JournalLookup;
import io.parallelr.run.Masking;
import io.parallelr.run.OrphanSearch;
import io.parallelr.run.RunSignals;
import io.parallelr.run.TaskLog;
import io.parallelr.run.UserError;
import io.parallelr.run.Work;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Task;
import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A run that runs: wires the engine, what listens to it, and what others see of it.
final class LiveRun {
  private static final Logger log = LoggerFactory.getLogger(LiveRun.class);
  private static final int SIGINT = 2;

  private final Invocation invoked;
  private final Work work;
  private final WorkingDirectory workingDirectory;
  private final Launcher launcher;
  private final RunDirectory directory;
  private final Session session;
  private final Optional<Startup> startup;
  private final RunCommand command;
  private final Settings settings;
  private final InstantSource clock = InstantSource.system();
  private final Ticker ticker = System::nanoTime;
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final RunStatistics statistics = new RunStatistics();
  private final Queue<InOrder> slow = new ConcurrentLinkedQueue<>();
  private final OrphanSearch orphanSearch;
  private Optional<ResumePlan> resumption = Optional.empty();
  private boolean hasBegun;

  /// @param startup where it is awaited, if it is detached
  LiveRun(
      Invocation invoked,
      Work work,
      WorkingDirectory workingDirectory,
      Launcher launcher,
      RunDirectory directory,
      Session session,
      Optional<Startup> startup) {
    this.invoked = invoked;
    this.work = work;
    this.workingDirectory = workingDirectory;
    this.launcher = launcher;
    this.directory = directory;
    this.session = session;
    this.startup = startup;
    this.command = invoked.command();
    this.settings = invoked.settings();
    this.orphanSearch = new OrphanSearch(
        new Terminator(
            registry(),
            Optional.of(settings.execution().killAfter()),
            ticker,
            log::info));
  }

  /// Runs it to its end; returns the exit status. If that comes before anything was run, nothing is
  /// left of it.
  int execute() throws IOException {
    long begin = ticker.nanos();
    log.info(
        "run {}: {} in {}, {}, {} launcher",
        session.id(),
        work.size().isPresent() ? Count.of(work.size().getAsInt(), "task") : "a watched queue",
        Count.of(session.slots(), "slot"),
        TimeLimit.describe(session.timeLimit()),
        launcher.name());
    var backend = backend();
    var flows = new InsideFlows();
    var changes =
        new ChangeCheck(decorated(backend, flows), Queues.changes(settings.queue()));
    var engine = new Engine(
        command.watch ? changes : changes.backend(),
        new Engine.Limits(session.slots(), settings.limits().taskStartDelay()),
        stopPolicy(),
        clock,
        backend.conditions());
    backend.onFailure(p -> failed(engine, p));
    invoked.deaths().end(p -> failed(engine, p));
    var preparation = new Preparation(Thread.currentThread());
    var signals = new RunSignals(() -> {
      engine.cancel();
      preparation.cancel();
      slow.forEach(InOrder::hurry);
    }, engine, backend, invoked.terminal()::clear, startup.isPresent());
    // registered before the journals are read, which may take long
    try (var registration = register()) {
      resumption = preparation.run(this::resumption);
      return execute(begin, engine, backend, flows, changes, signals, preparation, registration);
    } catch (InterruptedException e) {
      int signal = signals.received() == 0 ? SIGINT : signals.received();
      throw new UserError(128 + signal, "interrupted before anything was run", e);
    } finally {
      if (!hasBegun) {
        discard();
      }
    }
  }

  private int execute(
      long begin,
      Engine engine,
      LocalBackend backend,
      InsideFlows flows,
      ChangeCheck changes,
      RunSignals signals,
      Preparation preparation,
      Registration registration)
      throws IOException, InterruptedException {
    var lines = new JsonLines(session, ShellWords::quote, invoked.secrets());
    var table = new SummaryTable(session, ShellWords::quote);
    int status;
    try (var journal =
        new Journal(directory.path(), lines, table, parts(), ticker, p -> failed(engine, p))) {
      var ended = runListened(
          engine, backend, flows, changes, journal, preparation, registration);
      int tasks = work.size().orElse(ended.summary().total());
      status = ExitStatus.of(ended.summary(), ended.end(), tasks, signals.received());
      var report = new RunReport(
          ended.summary(),
          ended.end(),
          tasks,
          ended.unretried(),
          status,
          clock.instant(),
          Duration.ofNanos(ticker.nanos() - begin),
          statistics,
          backend.warnings());
      journal.summary(report);
      try {
        show(report, lines);
      } catch (StandardOutput.ReaderGone e) {
        log.debug("the report was not printed", e); // the run is what counts
      }
    }
    directory.tidy();
    if (!failures.isEmpty()) {
      throw failures.remove();
    }
    return status;
  }

  private Engine.Ended runListened(
      Engine engine,
      LocalBackend backend,
      InsideFlows flows,
      ChangeCheck changes,
      Journal journal,
      Preparation preparation,
      Registration registration)
      throws IOException, InterruptedException {
    var listeners = new ArrayList<RunListener>(List.of(journal, statistics));
    try (backend; flows; var opened = new CloseStack()) {
      listeners.addAll(views(engine, opened));
      Plan plan;
      BooleanSupplier isPaused = () -> false;
      var before = RunSummary.EMPTY;
      switch (work) {
        case Work.OfBatch(var batch, _) -> {
          var left = preparation.run(() -> left(batch, masking(listeners)));
          plan = new BatchPlan(left.tasks());
          before = left.before();
        }
        case Work.OfQueue queue -> {
          var inbox = new InboxPlan();
          var intake = opened.later(
              Queues.serve(
                  invoked,
                  queue,
                  session,
                  inbox,
                  engine,
                  changes,
                  opened.later(
                      new JournalLookup(
                          orphanSearch,
                          invoked.earlier().map(ResumeRequest::ids).orElse(List.of()))),
                  ticker,
                  p -> failed(engine, p)));
          listeners.addFirst(intake.first());
          listeners.add(2, intake); // after the journal: a file is put away when its result is safe
          isPaused = () -> !intake.isOpen();
          plan = inbox;
        }
      }
      var paused = isPaused;
      listeners.add(
          opened.later(
              new ControlChannel(
                  directory.path(),
                  work.size().stream().mapToObj(Long::valueOf).findFirst(),
                  before,
                  () -> state(engine, paused),
                  engine::cancel,
                  registration,
                  session.slots())));
      opened.later(registration); // given up first
      directory.makeLatest(); // from here on this one is to be resumed, not the earlier one
      hasBegun = true;
      announce();
      return engine.run(new Retrying(plan), masking(listeners), before);
    }
  }

  /// What is to be run.
  ///
  /// @param before what counts as done
  private record Left(Iterable<Task> tasks, RunSummary before) {}

  /// Tells of what is not run. What was read of earlier runs is not kept.
  private Left left(Batch batch, RunListener listener) throws InterruptedException {
    if (resumption.isEmpty()) {
      return new Left(batch, RunSummary.EMPTY);
    }
    var before = resumption.get().skip(listener);
    var left = new Left(resumption.get().tasks(), before);
    resumption = Optional.empty();
    return left;
  }

  /// A queue may be served for years.
  private Parts parts() {
    return command.watch
        ? new Parts(settings.queue().journalPartSize(), settings.queue().journalPartAge())
        : Parts.ONE;
  }

  private void discard() {
    try {
      directory.discard();
    } catch (IOException e) {
      log.debug("{} is left: {}", directory.path(), Reason.withPath(e));
    }
  }

  private RunListener masking(List<RunListener> listeners) {
    return new Masking(invoked.secrets(), RunListener.all(listeners));
  }

  /// What shows the run to people.
  private List<RunListener> views(Engine engine, CloseStack opened) throws IOException {
    var views = new ArrayList<RunListener>();
    views.add(new TaskLog(directory.path(), work.size()));
    if (command.logTaskOutput) {
      var text = opened
          .later(
              new TaskResultsText(directory.taskResults(), session, parts(), ShellWords::show));
      views.add(opened.later(slow(text, p -> failed(engine, p))));
    }
    if (command.print) {
      var printer = new OutputPrinter(invoked.terminal());
      views.add(opened.later(slow(printer, LiveRun::stoppedPrinting)));
    }
    if (command.progress().orElseGet(() -> !command.quiet && invoked.terminal().animates())) {
      views.add(opened.later(new Progress(invoked.terminal(), work.size())));
    }
    return views;
  }

  private InOrder slow(RunListener listener, Consumer<RuntimeException> onFailure) {
    var inOrder = new InOrder(listener, onFailure);
    slow.add(inOrder);
    return inOrder;
  }

  private static RunProgress.State state(Engine engine, BooleanSupplier isPaused) {
    return switch (engine.stopping().orElse(new RunEnd.Completed())) {
      case RunEnd.Drained() -> RunProgress.State.DRAINING;
      case RunEnd.Interrupted(),RunEnd.LimitReached _ -> RunProgress.State.STOPPING;
      case RunEnd.Completed() ->
        isPaused.getAsBoolean() ? RunProgress.State.PAUSED : RunProgress.State.RUNNING;
    };
  }

  private Registry registry() {
    return new Registry(invoked.installation().workers(), invoked.installation().runs());
  }

  private Registration register() throws InterruptedException {
    try {
      return registry().register(
          Supervisor.ofThisProcess(
              session.host(),
              session.id(),
              directory.path(),
              session.started(),
              session.sources(),
              session.template(),
              session.slots(),
              settings.execution().killAfter()),
          heldRuns());
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      boolean _ = Thread.interrupted();
      throw new InterruptedException();
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "cannot create an entry in %s: %s; make it writable or set PARALLELR_HOME"
              .formatted(invoked.installation().workers(), Reason.withPath(e)),
          e);
    }
  }

  /// The runs whose locks this process holds.
  private Set<String> heldRuns() {
    var held = new HashSet<>(Set.of(session.id()));
    invoked.earlier().ifPresent(earlier -> held.addAll(earlier.ids()));
    return held;
  }

  private void announce() throws IOException {
    if (startup.isPresent()) {
      startup.get()
          .ready(new Startup.Ready(session.pid(), session.id(), directory.path()));
    }
  }

  /// Reads the results of the earlier run, and finds what still runs of it.
  private Optional<ResumePlan> resumption() throws IOException, InterruptedException {
    if (invoked.earlier().isEmpty()) {
      return Optional.empty();
    }
    var continuation = invoked.earlier().get();
    var orphans = new RunOrphans(continuation, orphanSearch);
    return switch (work) {
      case Work.OfQueue _ -> { // what is to be done is what lies in its directory
        orphans.ofQueue();
        yield Optional.empty();
      }
      case Work.OfBatch(var batch, _) -> {
        var past = continuation.past();
        past.warnings().forEach(log::warn);
        yield Optional.of(ResumePlan.of(continuation, batch, past, invoked.secrets(), orphans));
      }
    };
  }

  private Backend decorated(LocalBackend local, InsideFlows flows) {
    var checked = new InputCheck(withFlows(local, flows), invoked.bounds());
    return command.watch || invoked.earlier().isPresent()
        ? new Adoption(
            local,
            checked,
            orphanSearch.found(),
            invoked.earlier().map(ResumeRequest::runsUnknown).orElse(true))
        : checked;
  }

  private Backend withFlows(LocalBackend local, InsideFlows flows) {
    return settings.execution().inProcessTasker()
        ? new InProcessBackend(local, flows.of(invoked.installation().taskerCalls()))
        : local;
  }

  private void failed(Engine engine, RuntimeException problem) {
    failures.add(problem);
    engine.fail(problem);
  }

  private static void stoppedPrinting(RuntimeException problem) {
    log.warn("output is no longer printed, but still recorded: {}", problem.getMessage());
  }

  private LocalBackend backend() throws IOException {
    return new LocalBackend(
        directory.id(),
        launcher,
        workingDirectory.workspace(session.pid()),
        new OutputFiles(directory.output(), settings.limits().maxOutputCapture(), true),
        SlotFile.create(directory.path(), session.slots()),
        settings.execution().killAfter(),
        settings.advanced().memoryLimit(),
        ticker);
  }

  /// The stop policy of the engine, which ends the run; where a queue is left alone for a while
  /// instead, its intake sees to that.
  private StopPolicy stopPolicy() {
    boolean pauses = command.watch && settings.stopLimits().resumeAfter().isPresent();
    return pauses ? new StopPolicy.Never() : Queues.stopPolicy(settings.stopLimits());
  }

  private void show(RunReport report, JsonLines lines) throws IOException {
    if (command.json) {
      invoked.stdout().write(NativeText.bytes(lines.summary(report) + '\n'));
    } else if (!command.quiet) {
      var text = Reports.text(report, session, directory, settings.stopLimits(), command);
      // with --print, standard output is the tasks' alone
      (command.print ? invoked.stderr() : invoked.stdout())
          .write(NativeText.bytes(text));
    }
  }

}
