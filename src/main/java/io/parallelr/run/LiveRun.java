package io.parallelr.run;

import io.parallelr.batch.ShellWords;
import io.parallelr.daemon.ControlChannel;
import io.parallelr.daemon.Registration;
import io.parallelr.daemon.Terminator;
import io.parallelr.engine.Engine;
import io.parallelr.engine.Retrying;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.StopPolicy;
import io.parallelr.journal.Failures;
import io.parallelr.journal.InOrder;
import io.parallelr.journal.Journal;
import io.parallelr.journal.JsonLines;
import io.parallelr.journal.Parts;
import io.parallelr.journal.RunReport;
import io.parallelr.journal.RunStatistics;
import io.parallelr.journal.SummaryTable;
import io.parallelr.journal.TaskResultsText;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A run from its first task to its report: wires the engine, what listens to it, and what others
/// see of it. For one use.
public final class LiveRun {
  private static final Logger log = LoggerFactory.getLogger(LiveRun.class);
  private static final int SIGINT = 2;

  private final ReadyRun run;
  private final RunViews views;
  private final boolean isDetached;
  private final RunStatistics statistics = new RunStatistics();
  private final Failures failed = new Failures();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final Queue<InOrder> slow = new ConcurrentLinkedQueue<>();
  private final OrphanSearch orphanSearch;
  private final RunBackend backend;
  private final WorkStart work;
  private final Engine engine;
  private final Optional<MedianLimit> median;
  private final RunNotices notices;
  private final RunControl control;
  private final Preparation preparation = new Preparation(Thread.currentThread());
  private boolean hasBegun;

  /// @param deaths notices threads that die
  /// @throws IOException if the files of its slots cannot be made
  public LiveRun(ReadyRun run, RunViews views, boolean isDetached, Deaths deaths)
      throws IOException {
    this.run = run;
    this.views = views;
    this.isDetached = isDetached;
    orphanSearch = new OrphanSearch(
        new Terminator(
            RunRegistration.registry(run),
            Optional.of(run.settings().execution().killAfter()),
            run.ticker(),
            log::info));
    backend = new RunBackend(run, orphanSearch);
    work = switch (run.work()) {
      case RunWork.OfBatch(var batch, var headers, _, _) ->
        new BatchStart(run, batch, headers, orphanSearch);
      case RunWork.OfQueue queue ->
        new QueueStart(run, queue, orphanSearch, backend.changes(), this::failed);
    };
    engine = new Engine(
        backend.forEngine(),
        new Engine.Limits(
            run.session().slots(),
            run.settings().limits().taskStartDelay(),
            run.settings().limits().adaptiveDelay()),
        stopPolicy(),
        run.clock(),
        backend.local().conditions());
    control = new RunControl(run, engine, backend::resized);
    notices = new RunNotices(run, control, engine);
    median = run.settings().limits().timeoutPercent().map(MedianLimit::new);
    median.ifPresent(backend.local()::limit);
    run.settings().execution().onTimeout().ifPresent(backend.local()::onTimeout);
    backend.local().onFailure(this::failed);
    deaths.end(this::failed);
  }

  /// Runs it to its end; returns the exit status. If that comes before anything was run, nothing is
  /// left of it; nor if there is nothing to run.
  public int execute() throws IOException {
    long begin = run.ticker().nanos();
    var signals =
        new RunSignals(this::cancel, engine, backend.local(), views::clear, isDetached);
    // registered before the journals are read, which may take long
    try (var registration = RunRegistration.register(run)) {
      var nothing = preparation.run(work::readEarlier);
      if (nothing.isPresent()) {
        views.nothingToDo(nothing.get());
        return nothing.get().exitStatus();
      }
      logStart();
      return execute(begin, signals, registration);
    } catch (InterruptedException e) {
      int signal = signals.received() == 0 ? SIGINT : signals.received();
      throw new UserError(128 + signal, "interrupted before anything was run", e);
    } catch (IOException | RuntimeException e) {
      if (hasBegun) {
        run.directory().recordFailure(Reason.withPath(e));
      }
      throw e;
    } finally {
      if (!hasBegun) {
        backend.close();
        discard();
      }
    }
  }

  private void logStart() {
    var session = run.session();
    log.info(
        "run {}: {} in {} ({}), {}, {} launcher",
        session.id(),
        session.tasks().isPresent()
            ? Count.of(session.tasks().getAsInt(), "task")
            : "a watched queue",
        Count.of(session.slots(), "slot"),
        Count.of(Runtime.getRuntime().availableProcessors(), "usable CPU"),
        run.settings().limits().describeTimeout(),
        run.launcher().name());
  }

  private void cancel() {
    engine.cancel();
    preparation.cancel();
    slow.forEach(InOrder::hurry);
    notices.cancel();
  }

  private int execute(long begin, RunSignals signals, Registration registration)
      throws IOException, InterruptedException {
    var lines = new JsonLines(
        run.session(),
        ShellWords::quote,
        run.resolved().secrets(),
        run.spec()::write);
    var table = new SummaryTable(run.session(), ShellWords::quote);
    int status;
    try (var served = new CloseStack();
        var journal = new Journal(
            run.directory().path(),
            lines,
            table,
            parts(),
            run.ticker(),
            this::failed)) {
      notices.serve(served);
      var ended = runEngine(journal, registration);
      int tasks = control.tasks().map(Math::toIntExact).orElse(ended.summary().total());
      status = ExitStatus.of(ended.summary(), ended.end(), tasks, signals.received());
      var report = new RunReport(
          ended.summary(),
          ended.end(),
          tasks,
          ended.unretried(),
          status,
          run.clock().instant(),
          Duration.ofNanos(run.ticker().nanos() - begin),
          statistics,
          failed,
          backend.local().warnings());
      journal.summary(report);
      notices.over(report);
      try {
        views.report(report, lines);
      } finally {
        notices.send(report, ended.end(), lines);
      }
    }
    orphanSearch.forgetEnds();
    run.directory().tidy();
    if (!failures.isEmpty()) {
      throw failures.remove();
    }
    return status;
  }

  private Engine.Ended runEngine(Journal journal, Registration registration)
      throws IOException, InterruptedException {
    try (backend; var opened = new CloseStack()) {
      var shown = views(opened);
      var recorded =
          new ArrayList<RunListener>(
              List.of(journal, statistics, failed, notices.listener(), control));
      median.ifPresent(recorded::add);
      var started = preparation.run(
          () -> work.start(engine, masking(List.of(recorded, shown)), opened));
      control.begin(started.control());
      var channel = opened.later(
          new ControlChannel(run.directory().path(), started.before(), control, registration));
      Admission
          .of(
              run.settings().admission(),
              run.directory().path(),
              engine,
              run.settings().limits().waitTime())
          .ifPresent(opened::later);
      opened.later(registration); // given up first
      // from here on this one is to be resumed, not the earlier one
      run.directory().makeLatest();
      hasBegun = true;
      views.started();
      return engine.run(
          new Retrying(started.plan()),
          masking(
              List.of(started.first(), recorded, started.recorded(), shown, List.of(channel))),
          started.before());
    }
  }

  /// A queue may be served for years.
  private Parts parts() {
    var queue = run.settings().queue();
    return run.spec().watch()
        ? new Parts(queue.journalPartSize().orElse(0L), queue.journalPartAge())
        : Parts.ONE;
  }

  private void discard() {
    try {
      run.directory().discard();
    } catch (IOException e) {
      log.debug("{} is left: {}", run.directory().path(), Reason.withPath(e));
    }
  }

  private RunListener masking(List<List<RunListener>> listeners) {
    return new Masking(
        run.resolved().secrets(),
        RunListener.all(listeners.stream().flatMap(List::stream).toList()));
  }

  /// What shows the run to people, the log and the readable results included.
  private List<RunListener> views(CloseStack opened) throws IOException {
    var shown = new ArrayList<RunListener>();
    shown.add(new TaskLog(run.directory().path(), control::tasks));
    if (run.spec().taskOutput()) {
      var text = opened.later(
          new TaskResultsText(
              run.directory().taskResults(),
              run.session(),
              parts(),
              ShellWords::show));
      shown.add(opened.later(slow(text, this::failed)));
    }
    views.printer(opened)
        .ifPresent(printer -> shown.add(opened.later(slow(printer, LiveRun::stoppedPrinting))));
    shown.addAll(views.progress(control, opened));
    return shown;
  }

  private InOrder slow(RunListener listener, Consumer<RuntimeException> onFailure) {
    var inOrder = new InOrder(listener, onFailure);
    slow.add(inOrder);
    return inOrder;
  }

  private void failed(RuntimeException problem) {
    failures.add(problem);
    engine.fail(problem);
  }

  private static void stoppedPrinting(RuntimeException problem) {
    log.warn("output is no longer printed, but still recorded: {}", problem.getMessage());
  }

  /// The stop policy of the engine, which ends the run; where a queue is left alone for a while
  /// instead, its intake sees to that.
  private StopPolicy stopPolicy() {
    var limits = run.settings().stopLimits();
    boolean pauses = run.spec().watch() && limits.resumeAfter().isPresent();
    var policies = new ArrayList<StopPolicy>();
    if (!pauses) {
      policies.add(Queues.stopPolicy(limits));
    }
    Halts.of(run.settings().limits().halt(), run.session().tasks()).forEach(policies::add);
    return policies.size() == 1 ? policies.getFirst() : new StopPolicy.AnyOf(policies);
  }
}
