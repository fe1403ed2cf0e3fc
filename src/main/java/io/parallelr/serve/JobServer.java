package io.parallelr.serve;

import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunProgress;
import io.parallelr.daemon.Terminator;
import io.parallelr.engine.Engine;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.StopPolicy;
import io.parallelr.engine.Threads;
import io.parallelr.engine.Ticker;
import io.parallelr.job.CommandReply;
import io.parallelr.job.Hold;
import io.parallelr.job.JobState;
import io.parallelr.job.JobsPlan;
import io.parallelr.job.StepId;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.OutputFiles;
import io.parallelr.local.TaskDirectory;
import io.parallelr.os.Given;
import io.parallelr.os.SearchPath;
import io.parallelr.os.SlotFile;
import io.parallelr.run.CloseStack;
import io.parallelr.run.Installation;
import io.parallelr.run.Launchers;
import io.parallelr.run.OrphanSearch;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobStore;
import io.parallelr.store.SqlJobStore;
import io.parallelr.store.StoreException;
import io.parallelr.task.Count;
import io.parallelr.task.Secrets;
import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs jobs: opens the store, takes up what an earlier server has left, and runs the engine.
///
/// Lanes are put into [#jobs()] between [#open] and [#start]; jobs whose lanes are missing then get
/// lanes that run one job at a time.
public final class JobServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JobServer.class);

  private final JobServerSettings settings;
  private final Host host;
  private final JobStore store;
  private final JobFiles files;
  private final JobsPlan jobs;
  private final RecordedPlan plan;
  private final ServerRun run;
  private final Restart restart;
  private final Restart.Found found;
  private final LocalBackend backend;
  private final Engine engine;
  private final LineClock lineClock;
  private final JobService service;
  private final CloseStack opened = new CloseStack();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private volatile Optional<Shutdown> ending = Optional.empty(); // set under the lock of this

  /// What becomes of jobs that had not ended.
  public enum OnRestart {
    /// Those that waited wait, and what ran is adopted.
    CONTINUE,
    /// They are cancelled, and what ran is ended.
    CANCEL
  }

  /// How the server ends.
  public enum Shutdown {
    /// Jobs that wait are cancelled, those that run are waited for.
    FINISH,
    /// All jobs are cancelled; handlers of those that have failed still run.
    CANCEL,
    /// Nothing is cancelled, and what runs continues without the server; the next one adopts it.
    KEEP
  }

  /// What this process is.
  ///
  /// @param clock dates what happens
  /// @param ticker measures how long it takes
  /// @param deaths takes who is to hear of threads that die
  public record Host(
      Installation installation,
      InstantSource clock,
      Ticker ticker,
      Consumer<Consumer<RuntimeException>> deaths) {}

  /// Opens a store.
  @FunctionalInterface
  public interface Opening {
    JobStore open(Path data) throws StoreException;
  }

  private JobServer(JobServerSettings settings, Host host, JobStore store, CloseStack opening)
      throws IOException {
    this.settings = settings;
    this.host = host;
    this.store = store;
    var now = host.clock().instant();
    files = new JobFiles(settings.data());
    files.make();
    var live = new LiveJobs();
    jobs = new JobsPlan(new StepRules(live, new StepOutputs(store, files)));
    plan = new RecordedPlan(jobs, store, live, host.clock());
    run = opening.later(ServerRun.begin(settings, host.installation(), store, now));
    var outputs = OutputFiles.ofTasks(files.logs(), files);
    restart = new Restart(store, files, live, outputs, settings, now);
    found = restart.look(run);
    backend = LocalBackend.ofServer(
        run.directory().id(),
        Launchers.ofServer(),
        new TaskDirectory.Given(settings.workingDirectory()),
        outputs,
        SlotFile.create(run.directory().path(), settings.slots()),
        settings.grace(),
        host.ticker());
    lineClock = new LineClock(host.clock());
    var path = SearchPath.ofThisProcess();
    var driver = ItemsDriver.install(settings.data().resolve("driver"), path);
    engine = new Engine(
        new StepBackend(
            backend,
            live,
            files,
            driver,
            new ScriptFiles(settings.types(), driver, files, path),
            new FailedStep(store, new StepLogs(files, List.of())),
            settings,
            found.adoptable(),
            lineClock,
            new StepOutputs(store, files)),
        new Engine.Limits(
            Math.max(settings.slots(), found.orphans().size()),
            Duration.ZERO,
            false,
            TimeLimit.NONE),
        new StopPolicy.Never(),
        host.clock(),
        backend.conditions());
    service = new JobService(
        engine,
        plan,
        jobs,
        store,
        files,
        new StepLogs(files, secrets()),
        new StepLines(store, files, secrets()),
        host.clock(),
        () -> UUID.randomUUID().toString(),
        settings.slots());
  }

  /// What tasks have from the environment of this process.
  private List<String> secrets() {
    var environment = new HashMap<>(Given.environment());
    environment.keySet().removeAll(settings.withheld());
    environment.putAll(settings.environment());
    return environment.entrySet()
        .stream()
        .filter(variable -> Secrets.isSecret(variable.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /// Opens the store. Nothing runs yet.
  ///
  /// @throws IOException if that cannot be done; the message is for the user
  public static JobServer open(JobServerSettings settings, Host host) throws IOException {
    return open(settings, host, SqlJobStore::open);
  }

  /// Opens a store of another kind. Nothing runs yet.
  ///
  /// @throws IOException if that cannot be done; the message is for the user
  public static JobServer open(JobServerSettings settings, Host host, Opening kind)
      throws IOException {
    var opening = new CloseStack();
    try {
      var store = opening.later(kind.open(settings.data()));
      return new JobServer(settings, host, store, opening);
    } catch (IOException | RuntimeException e) {
      opening.close();
      throw e;
    }
  }

  /// The jobs.
  public JobService jobs() {
    return service;
  }

  /// The registry, as this process must look at it: it is entered there.
  public Registry registry() {
    var installation = host.installation();
    return new Registry(installation.workers(), installation.runs(), run.own());
  }

  /// Takes up what an earlier server has left, and begins to run jobs.
  public void start() throws IOException, InterruptedException {
    start(_ -> false);
  }

  /// The same, but some of these jobs are held.
  ///
  /// @param isHeld whether one is, until somebody resumes it
  public void start(Predicate<JobHead> isHeld) throws IOException, InterruptedException {
    var held = new ArrayList<String>();
    for (var job : found.jobs()) {
      if (store.find(job.id()).filter(row -> isHeld.test(row.head())).isPresent()) {
        held.add(job.id());
      }
    }
    var cancellations = opened.later(new Cancellations(task -> engine.cancel(task)));
    var clock = opened.later(new PlanClock(host.clock(), () -> engine.update(plan::due)));
    var cleaner = opened.later(new Cleaner(files));
    plan.connect(cancellations::add, clock::set, this::failed, cleaner::add);
    opened.later(lineClock.start());
    endUnwanted();
    engine.update(() -> {
      restart.restore(found, jobs);
      held.forEach(job -> jobs.hold(job, new Hold.Resume(), host.clock().instant()));
      plan.due();
    });
    run.discard(found.runs());
    restart.tidy();
    var starts = new StepStarts(store, found.orphans().keySet());
    var control = opened.later(
        run.control(
            this::state,
            task -> starts.stepOf(task).map(this::kill).orElse(false)));
    host.deaths().accept(this::failed);
    var _ = Threads.start("engine", () -> runEngine(RunListener.all(List.of(starts, control))));
    if (!found.jobs().isEmpty()) {
      log.info(
          "took up {} of an earlier server: {} of their steps still run, {} have ended since",
          Count.of(found.jobs().size(), "job"),
          found.orphans().size(),
          found.results().size());
    }
  }

  /// What was found and is not to run on.
  private void endUnwanted() throws InterruptedException {
    if (found.toEnd().isEmpty()) {
      return;
    }
    var installation = host.installation();
    var terminator = new Terminator(
        new Registry(installation.workers(), installation.runs()),
        Optional.of(settings.grace()),
        host.ticker(),
        log::info);
    new OrphanSearch(terminator).end(found.toEnd());
  }

  /// Ends the server, and lets what runs run on: the next server adopts it.
  private void failed(RuntimeException problem) {
    ended.completeExceptionally(problem);
  }

  private boolean kill(StepId step) {
    return service.kill(step.job(), step.step()) == CommandReply.DONE;
  }

  private void runEngine(RunListener listener) {
    try {
      var _ = engine.run(plan, listener);
      ended.complete(true);
    } catch (Throwable e) {
      ended.completeExceptionally(e);
    }
  }

  private RunProgress.State state() {
    return ending.isPresent() ? RunProgress.State.DRAINING : RunProgress.State.RUNNING;
  }

  /// Begins to end; later calls may be stricter, from FINISH to CANCEL to KEEP. Returns at once.
  /// May be called by any thread.
  public void shutdown(Shutdown how) {
    synchronized (this) {
      if (ending.filter(before -> before.compareTo(how) >= 0).isPresent()) {
        return;
      }
      ending = Optional.of(how);
    }
    switch (how) {
      case FINISH -> service.close(state -> state == JobState.WAITING);
      case CANCEL -> service.close(_ -> true);
      case KEEP -> {
        service.close();
        engine.update(plan::freeze);
        ended.complete(false);
      }
    }
  }

  /// Waits until the server has ended.
  ///
  /// @throws RuntimeException what it died of, if it did not end because of [#shutdown]
  public void await() throws InterruptedException {
    try {
      var _ = ended.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException problem -> throw problem;
        case Error problem -> throw problem;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /// Closes the store. With [Shutdown#KEEP], or if [#await] has thrown, this process is to
  /// end then.
  @Override
  public void close() throws IOException {
    boolean isOver = ended.isDone() && !ended.isCompletedExceptionally() && ended.join();
    try (store) {
      if (isOver) {
        opened.close();
        backend.close();
      }
    } finally {
      run.end(isOver);
    }
  }
}
