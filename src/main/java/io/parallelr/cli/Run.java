package io.parallelr.cli;

import ch.qos.logback.classic.Level;
import io.parallelr.batch.CommandTemplate;
import io.parallelr.config.Settings;
import io.parallelr.daemon.KeptForeground;
import io.parallelr.daemon.Startup;
import io.parallelr.journal.RunDirectory;
import io.parallelr.local.Programs;
import io.parallelr.os.Errno;
import io.parallelr.os.FileLimit;
import io.parallelr.os.NativeText;
import io.parallelr.os.SearchPath;
import io.parallelr.run.Batches;
import io.parallelr.run.CloseStack;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.run.KeptLists;
import io.parallelr.run.Launchers;
import io.parallelr.run.LiveRun;
import io.parallelr.run.Logging;
import io.parallelr.run.ReadyRun;
import io.parallelr.run.ResolvedRun;
import io.parallelr.run.ResumeRequest;
import io.parallelr.run.RunWork;
import io.parallelr.run.Sessions;
import io.parallelr.run.SingleRun;
import io.parallelr.run.UserError;
import io.parallelr.run.WorkingDirectory;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;

/// One run, from the command line to the exit status: checks what can be checked before anything is
/// started, and then shows, detaches or runs it.
final class Run {
  private static final int OWN_FILES = 40;
  /// A pidfd and an eventfd, and one for files that are read when a task ends.
  private static final int FILES_OF_A_SLOT = 3;

  private final Invocation invoked;
  private final GivenOptions options;
  private final ResolvedRun resolved;
  private final Settings settings;
  private final InstantSource clock = InstantSource.system();

  Run(Invocation invoked) {
    this.invoked = invoked;
    this.options = invoked.options();
    this.resolved = invoked.run();
    this.settings = invoked.settings();
  }

  /// Does what the command line asks for, to its end; returns the exit status.
  int execute() throws IOException {
    requireConsistent();
    var startup = Startup.ofThisProcess();
    if (options.is(Options.KEEP_STATUS) && options.runs() && !KeptForeground.isSupported()) {
      throw usage("--keep-status: this system cannot do that; leave it out");
    }
    if (options.is(Options.KEEP_STATUS) && options.runs() && !options.is(Options.DETACH)
        && !KeptForeground.isKept()) {
      return keep();
    }
    // who detaches leaves it to the process that runs
    if (!options.is(Options.SINGLE) || !options.runs()
        || (options.is(Options.DETACH) && startup.isEmpty())) {
      return execute(startup, Optional.empty());
    }
    new Home(resolved.installation(), invoked::warn).make();
    try (var single = SingleRun.hold(resolved.spec(), resolved.installation(), resumed())) {
      return execute(startup, Optional.of(single));
    }
  }

  private List<String> resumed() {
    return resolved.earlier().map(ResumeRequest::ids).orElse(List.of());
  }

  /// @param single keeps others from running the same
  private int execute(Optional<Startup> startup, Optional<SingleRun> single) throws IOException {
    resolved.earlier().ifPresent(c -> c.earlier().warnings().forEach(invoked::warn));
    var work = Batches.of(resolved, !options.runs());
    work.warnings().forEach(invoked::warn);
    RunWork.neverStarts(settings).ifPresent(invoked::warn);
    requireTimeLimit(work);
    var workingDirectory = WorkingDirectory.of(resolved);
    lookForProgram(work, workingDirectory);
    if (!options.runs()) {
      Logging.startOnScreen(settings.logging(), invoked.terminal().anotherStderr(), Level.WARN);
      new DryRun(invoked, work, workingDirectory).print();
      return ExitStatus.ALL_SUCCEEDED;
    }
    requireOpenFiles();
    RunWork.requirePossible(settings);
    new Home(resolved.installation(), invoked::warn).make();
    var choice = settings.execution().launcher();
    if (options.is(Options.DETACH) && startup.isEmpty()) {
      if (work instanceof RunWork.OfBatch(_, _, _, var readOnce) && !readOnce.isEmpty()) {
        throw usage("-d leaves standard input and pipes behind; save the list to a file");
      }
      var _ = Launchers.choose(choice);
      return detach();
    }
    var launcher = Launchers.choose(choice, raisedFrom());
    var now = clock.instant();
    var begun = Optional.<RunDirectory>empty();
    try (var opened = new CloseStack()) {
      if (resolved.earlier().isPresent()) {
        resolved.earlier().get().hold(opened);
      }
      var directory = create();
      if (single.isPresent()) {
        single.get().is(directory, now, resumed());
      }
      opened.later(ResumeRequest.hold(directory));
      Logging.start(
          settings.logging(),
          directory.log(),
          invoked.terminal().anotherStderr(),
          consoleLevel(startup),
          ConsoleViews.showsSuccesses(options, invoked.terminal(), work.size()));
      opened.later(Logging::stop);
      var kept = KeptLists.of(resolved.spec(), work, directory);
      var started = resolved.with(kept.spec());
      var session = Sessions.of(started, kept.work(), workingDirectory, launcher, directory, now);
      begun = Optional.of(directory);
      var ready = new ReadyRun(
          started,
          kept.work(),
          workingDirectory,
          launcher,
          directory,
          session,
          clock,
          System::nanoTime);
      var views = new ConsoleViews(options, invoked.terminal(), ready, startup);
      int status = new LiveRun(ready, views, startup.isPresent(), invoked.deaths()).execute();
      views.requirePrinted();
      return status;
    } catch (UncheckedIOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          Reason.withPath(e) + "; the run was stopped, and its running tasks were ended"
              + begun.filter(_ -> isOfSpace(e))
                  .map(run -> "; make room, then continue it with: parallelr resume " + run.id())
                  .orElse(""),
          e);
    }
  }

  private static boolean isOfSpace(UncheckedIOException problem) {
    return Optional.ofNullable(problem.getCause())
        .flatMap(Errno::of)
        .filter(errno -> errno == Errno.ENOSPC || errno == Errno.EDQUOT)
        .isPresent();
  }

  private int keep() throws IOException {
    new Home(resolved.installation(), invoked::warn).make();
    try {
      return new KeptForeground(resolved.installation().runs()).run();
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "--keep-status: cannot start the process of the run: %s; nothing was run"
              .formatted(Reason.of(e)),
          e);
    }
  }

  private int detach() throws IOException {
    return new Detach(
        resolved.spec().directory(),
        resolved.installation().runs(),
        options.is(Options.KEEP_STATUS) || settings.execution().keepStatus(),
        invoked.terminal()).start(
            ready -> "supervisor %d is running detached%n  run       %s%n  directory %s%n"
                .formatted(
                    ready.pid(),
                    ready.runId(),
                    Printable.of(NativeText.of(ready.run()))));
  }

  /// A program that is not there would be an error of every task.
  private void lookForProgram(RunWork work, WorkingDirectory where) {
    var missing = resolved.spec()
        .command()
        .flatMap(c -> CommandTemplate.programOf(c.template(), c.directory()))
        .filter(_ -> !isFlowProgram(work))
        .flatMap(
            p -> Programs.missing(p, SearchPath.ofThisProcess(), where.ofAll()));
    if (missing.isPresent()) {
      if (options.runs()) {
        throw usage("-C: " + missing.get() + "; nothing was run");
      }
      invoked.warn("-C: " + missing.get() + ": no task could be started");
    }
  }

  private boolean isFlowProgram(RunWork work) {
    return settings.execution().inProcessTasker()
        && work.batch().size() > 0
        && resolved.installation()
            .taskerCalls()
            .arguments(work.batch().iterator().next().command())
            .isPresent();
  }

  private void requireConsistent() {
    if (options.is(Options.KEEP_ORDER) && resolved.spec().watch()) {
      throw usage("--keep-order is for batches: files of a queue have no last one; leave it out");
    }
    for (var option : List.of(Options.KEEP_ORDER, Options.TAG_OUTPUT, Options.LINE_BUFFER)) {
      if (options.is(option) && !options.is(Options.PRINT)) {
        throw usage("%s does nothing without --print; add it".formatted(option.name()));
      }
    }
  }

  /// A task may have a time limit of its own, in its header.
  private void requireTimeLimit(RunWork work) {
    var limits = settings.limits();
    if (!options.has(Options.ON_TIMEOUT) || !TimeLimit.isNone(limits.timeout())
        || limits.timeoutPercent().isPresent()) {
      return;
    }
    boolean mayTimeOut = switch (work) {
      case RunWork.OfBatch(var batch, _, _, _) ->
        StreamSupport.stream(batch.spliterator(), false)
            .anyMatch(task -> !TimeLimit.isNone(task.timeLimit()));
      case RunWork.OfQueue _ -> settings.execution().headers();
    };
    if (!mayTimeOut) {
      throw usage("--on-timeout does nothing, as no task has a time limit: give one with -t");
    }
  }

  private RunDirectory create() {
    var runs = resolved.installation().runs();
    try {
      return RunDirectory.create(runs, clock.instant(), ProcessHandle.current().pid());
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "cannot create a run directory in %s: %s; make it writable or set PARALLELR_HOME"
              .formatted(runs, Home.reason(e)),
          e);
    }
  }

  /// Better said now than by errors of tasks that do not start.
  private void requireOpenFiles() {
    int slots = settings.limits().maxWorkers();
    boolean canRaise = Launchers.limitsTasks(settings.execution().launcher());
    FileLimit.ofThisProcess()
        .map(limit -> canRaise ? limit.hard() : limit.soft())
        .filter(allowed -> allowed < neededFiles())
        .ifPresent(allowed -> {
          throw usage(
              "%s %s %d open files, and the limit is %d; raise it (ulimit -n) or use fewer (-m)"
                  .formatted(
                      Count.of(slots, "slot"),
                      slots == 1 ? "needs" : "need",
                      neededFiles(),
                      allowed));
        });
  }

  /// Raises the limit of open files as far as it is needed.
  ///
  /// @return what it was, which is that of the tasks; empty if it stays
  private OptionalLong raisedFrom() {
    var limit = FileLimit.ofThisProcess();
    return limit.isPresent() && limit.get().soft() < neededFiles()
        && limit.get().raiseTo(neededFiles())
            ? OptionalLong.of(limit.get().soft())
            : OptionalLong.empty();
  }

  private long neededFiles() {
    return OWN_FILES + (long) settings.limits().maxWorkers() * FILES_OF_A_SLOT;
  }

  /// A detached run has its log alone: nobody puts aside what it prints when that gets long.
  private Level consoleLevel(Optional<Startup> startup) {
    if (startup.isPresent()) {
      return Level.OFF;
    }
    return options.is(Options.DEBUG)
        ? Level.DEBUG
        : options.is(Options.QUIET) ? Level.WARN : Level.INFO;
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
