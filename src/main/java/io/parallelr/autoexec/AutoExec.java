package io.parallelr.autoexec;

import com.github.f4b6a3.ksuid.KsuidCreator;
import io.parallelr.engine.Ticker;
import io.parallelr.http.Guard;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.http.Sse;
import io.parallelr.serve.JobService;
import io.parallelr.web.Profiling;
import io.parallelr.web.WebApi;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The interface for tasks of steps, with all that it needs. For use between the opening of a
/// [io.parallelr.serve.JobServer] and its closing.
public final class AutoExec implements AutoCloseable {
  /// The lane of all tasks.
  public static final String POOL_LANE = Tasks.LANE;

  private static final Duration SHOWN_AS_KEPT = Duration.ofDays(2);

  private final Settings settings;
  private final InstantSource clock;
  private final Workspaces workspaces;
  private final Uploads uploads;
  private final Tasks tasks;
  private final Pool pool;
  private final Envelope envelope;
  private final Frames frames;
  private final TaskEvents events;
  private final Sweeper sweeper;
  private final Builds builds;
  private final Optional<WebShells> shells;

  /// What the interface is like.
  ///
  /// @param data the directory of all that is kept; absolute
  /// @param basePath before every route; empty, or begins with a slash and does not end with one
  /// @param poolSize how many tasks run at once
  /// @param timeLimit of tasks that give none
  /// @param node the name of this server
  /// @param keeps how long tasks are kept after their end; empty for ever
  /// @param quota how many bytes uploads may make of each workspace
  /// @param isRoot whether the older interface also answers at `/`
  /// @param shell whether and how there are web shells; empty for none
  /// @param templateAccess whether templates of pipelines may read files and the environment
  /// @param version what is answered to who asks for it
  public record Settings(
      Path data,
      String basePath,
      int poolSize,
      Duration timeLimit,
      String node,
      Optional<Duration> keeps,
      long quota,
      boolean isRoot,
      Optional<Shell> shell,
      boolean templateAccess,
      Map<String, @Nullable Object> version) {}

  /// What a web shell is like.
  ///
  /// @param command that a shell runs, such as `bash`
  /// @param sessions how many there are at most
  /// @param idle after which silence of the client a session is ended
  public record Shell(List<String> command, Path directory, int sessions, Duration idle) {
    public Shell {
      command = List.copyOf(command);
    }
  }

  private AutoExec(Settings settings, JobService jobs, InstantSource clock, Ticker ticker)
      throws IOException {
    Supplier<String> ids = () -> KsuidCreator.getKsuid().toString();
    this.settings = settings;
    this.clock = clock;
    workspaces = new Workspaces(settings.data().resolve(Workspaces.DIRECTORY), settings.quota());
    uploads = new Uploads(settings.data().resolve("uploads"), clock, ids);
    tasks = new Tasks(
        jobs,
        workspaces,
        new Tasks.Settings(settings.timeLimit(), settings.node()),
        clock,
        ids);
    pool = new Pool(jobs);
    envelope = new Envelope(clock);
    var sse = new Sse(Sse.Limits.DEFAULT);
    frames = new Frames(envelope, jobs.store(), sse);
    events = TaskEvents.start(jobs, envelope, sse);
    sweeper = new Sweeper(tasks, uploads, settings.keeps(), clock);
    builds = new Builds(tasks, jobs.store(), settings.templateAccess(), clock, ids);
    shells = settings.shell().map(shell -> new WebShells(shell, ticker));
  }

  /// Puts the lane, so that jobs can be taken up.
  ///
  /// @throws IOException if what is kept cannot be read or written
  public static AutoExec open(
      Settings settings,
      JobService jobs,
      InstantSource clock,
      Ticker ticker) throws IOException {
    var opened = new AutoExec(settings, jobs, clock, ticker);
    opened.pool.put(settings.poolSize());
    opened.workspaces.tidy();
    return opened;
  }

  /// Begins with what happens by itself, such as retention.
  public void start() {
    sweeper.start();
  }

  /// Adds the numbers that the older interface has to those of a server.
  public void addTo(WebApi web) {
    web.gauge("osreapi_task", "Tasks, by what they do.", "mode", () -> {
      var count = pool.count();
      try {
        return Map.of(
            "total", pool.total(),
            "running", count.running(),
            "waiting", count.waiting());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /// The tasks, for who is in the same process.
  public Tasks tasks() {
    return tasks;
  }

  /// All routes.
  ///
  /// @param guard who may use them, but for those that everybody may
  public List<Router.Mount> mounts(Guard guard) {
    var legacy = new LegacyDialect(
        tasks,
        new LegacyRequest(
            new TaskNames(() -> KsuidCreator.getKsuid().toString()),
            settings.timeLimit()),
        settings.keeps().orElse(SHOWN_AS_KEPT),
        settings.basePath(),
        clock);
    var logs = new StepLogAnswers(tasks, envelope, frames, clock);
    var server = new ServerRoutes(
        envelope, new ServerState(clock), settings.version(), clock);
    var legacyRoutes = new LegacyRoutes(legacy);
    var all = new ArrayList<Routes>();
    all.add(new TaskRoutes(tasks, envelope, frames, logs, legacy).routes(guard));
    all.add(new WorkspaceRoutes(tasks, workspaces, uploads, envelope).routes(guard));
    all.add(new TusRoutes(tasks, workspaces, uploads, settings.basePath()).routes(guard));
    all.add(new PoolRoutes(pool, envelope, frames, clock).routes(guard));
    all.add(events.routes(guard));
    all.add(new PipelineRoutes(builds, tasks, envelope, frames).routes(guard));
    all.add(new ShellRoutes(shells, envelope).routes(guard));
    all.add(server.open());
    all.add(server.guarded(guard));
    all.add(Profiling.forAdministrators(guard));
    all.add(legacyRoutes.api(guard));
    if (settings.isRoot()) {
      all.add(legacyRoutes.root(guard));
    }
    return all.stream().map(routes -> new Router.Mount(settings.basePath(), routes)).toList();
  }

  @Override
  public void close() {
    shells.ifPresent(WebShells::close);
    sweeper.close();
    events.close();
  }
}
