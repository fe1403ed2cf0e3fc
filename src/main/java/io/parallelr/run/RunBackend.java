package io.parallelr.run;

import io.parallelr.batch.InputCheck;
import io.parallelr.config.Settings;
import io.parallelr.engine.Backend;
import io.parallelr.local.Adoption;
import io.parallelr.local.InProcessBackend;
import io.parallelr.local.InstalledMake;
import io.parallelr.local.Launcher;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.MakeJobServer;
import io.parallelr.local.OutputFiles;
import io.parallelr.local.OutputLimit;
import io.parallelr.local.Placement;
import io.parallelr.local.PosixLauncher;
import io.parallelr.local.TaskLimits;
import io.parallelr.os.MemoryGroups;
import io.parallelr.os.SlotFile;
import io.parallelr.os.TokenPipe;
import io.parallelr.queue.ChangeCheck;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;

/// The backend of a run, and what stands in front of it.
final class RunBackend implements AutoCloseable {
  private static final String JOBSERVER = "jobserver";

  private final ReadyRun run;
  private final CloseStack opened = new CloseStack();
  private final Optional<MakeJobServer.Kind> jobserver;
  private final Optional<MemoryGroups> groups;
  private final LocalBackend local;
  private final InsideFlows flows;
  private final Optional<MakeJobServer> jobs;
  private final ChangeCheck changes;

  /// @throws IOException if its files cannot be made
  RunBackend(ReadyRun run, OrphanSearch orphanSearch) throws IOException {
    this.run = run;
    this.jobserver = jobserver(run);
    try {
      // closed the last one first: nothing runs without its limits
      this.groups = run.launcher() instanceof PosixLauncher
          ? MemoryLimit.groups(run.settings().advanced().memoryLimit())
          : Optional.empty();
      groups.ifPresent(opened::later);
      this.local = opened.later(local(run));
      var tokens = jobserver.isPresent()
          ? Optional.of(opened.later(TokenPipe.create(fifo(run))))
          : Optional.<TokenPipe>empty();
      this.flows = opened.later(new InsideFlows());
      var adopting = adopting(new InputCheck(withFlows(), run.resolved().bounds()), orphanSearch);
      this.jobs = tokens.map(pipe -> jobServer(adopting, pipe));
      this.changes = new ChangeCheck(
          jobs.<Backend>map(server -> server).orElse(adopting),
          Queues.changes(run.settings().queue()));
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Path fifo(ReadyRun run) {
    return run.directory().path().resolve(JOBSERVER);
  }

  /// How a jobserver is passed on to tasks; empty without one.
  private static Optional<MakeJobServer.Kind> jobserver(ReadyRun run) throws IOException {
    boolean canBeNamed = MakeJobServer.canBeNamed(fifo(run));
    return switch (run.settings().execution().makeJobserver()) {
      case OFF -> Optional.empty();
      case PIPE -> Optional.of(MakeJobServer.Kind.PIPE);
      case AUTO -> Optional.of(
          canBeNamed && takesFifo() ? MakeJobServer.Kind.FIFO : MakeJobServer.Kind.PIPE);
      case FIFO -> {
        if (!canBeNamed) {
          throw new UserError(
              ExitStatus.USAGE,
              ("--make-jobserver: %s has blanks, and a path in MAKEFLAGS cannot; set PARALLELR_HOME "
                  + "to a directory without, or use --make-jobserver=pipe")
                  .formatted(run.directory().path()));
        }
        yield Optional.of(MakeJobServer.Kind.FIFO);
      }
    };
  }

  private static boolean takesFifo() throws IOException {
    try {
      return InstalledMake.takesFifo();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while make was asked for its version");
    }
  }

  private MakeJobServer jobServer(Backend backend, TokenPipe pipe) {
    return new MakeJobServer(
        backend,
        jobserver.orElseThrow(),
        pipe,
        Optional.ofNullable(System.getenv("MAKEFLAGS")).orElse(""),
        run.session().slots());
  }

  /// The one that starts processes, with what it passes on to them.
  private Launcher launcher() {
    var inherited =
        jobserver.filter(kind -> kind == MakeJobServer.Kind.PIPE).map(_ -> fifo(run));
    return run.launcher() instanceof PosixLauncher posix
        ? posix.with(inherited, groups)
        : run.launcher();
  }

  private LocalBackend local(ReadyRun run) throws IOException {
    var settings = run.settings();
    return new LocalBackend(
        run.directory().id(),
        launcher(),
        run.workingDirectory().workspace(run.session().pid()),
        new OutputFiles(run.directory().output(), settings.limits().maxOutputCapture(), true),
        SlotFile.create(run.directory().path(), run.session().slots()),
        settings.execution().killAfter(),
        new TaskLimits(
            settings.advanced().memoryLimit().orElse(0L),
            settings.limits()
                .maxOutput()
                .map(limit -> new OutputLimit(limit.bytes(), limit.ends()))
                .orElse(OutputLimit.NONE),
            placement(settings)),
        run.ticker());
  }

  /// How tasks share the CPUs.
  static Placement placement(Settings settings) {
    var execution = settings.execution();
    return Placement.of(execution.nice(), execution.cpusPerSlot());
  }

  /// Flows in this process would share its CPUs.
  private Backend withFlows() {
    return run.settings().execution().inProcessTasker()
        && placement(run.settings()).equals(Placement.NONE)
            ? new InProcessBackend(
                local,
                flows.of(run.resolved().installation().taskerCalls()))
            : local;
  }

  private Backend adopting(Backend checked, OrphanSearch orphanSearch) {
    var earlier = run.resolved().earlier();
    return run.spec().watch() || earlier.isPresent()
        ? new Adoption(
            local,
            checked,
            orphanSearch.found(),
            earlier.map(ResumeRequest::runsUnknown).orElse(true))
        : checked;
  }

  /// What the engine runs tasks on.
  Backend forEngine() {
    return run.spec().watch() ? changes : changes.backend();
  }

  LocalBackend local() {
    return local;
  }

  /// Another number of tasks may run at once.
  void resized(int slots) {
    jobs.ifPresent(server -> server.resize(slots));
  }

  ChangeCheck changes() {
    return changes;
  }

  /// Does nothing if it is closed.
  @Override
  public void close() throws IOException {
    opened.close();
  }
}
