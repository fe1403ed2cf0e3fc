package io.parallelr.prunner;

import io.parallelr.http.ErrorAnswer;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.run.CloseStack;
import io.parallelr.serve.JobService;
import io.parallelr.yaml.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Pipelines on a server of jobs: their definitions, the jobs that are started of them by clients
/// and by schedules, how long these are kept, and the interface over HTTP.
public final class Pipelines implements AutoCloseable {
  private static final long RENDERED_BYTES = 16 << 20;

  private final Settings settings;
  private final JobService jobs;
  private final LiveDefinitions definitions;
  private final Scheduling scheduling;
  private final Scheduler scheduler;
  private final Sweeper sweeper;
  private final PrunnerApi api;
  private final DefinitionRoutes shown;
  private final RerunRoutes reruns;
  private final CloseStack started = new CloseStack();

  /// Where pipelines are defined, and how they run.
  ///
  /// @param base the directory in which files of pipelines are searched for
  /// @param pattern of their paths
  /// @param isStrict whether what is probably a mistake is an error
  /// @param watch whether changes of the files are noticed, and after which interval the files are
  ///   looked at even if none is reported; empty for not
  /// @param workingDirectory in which tasks run; absolute
  /// @param keepsRemoved how long ended jobs are kept whose pipeline is no longer defined; empty
  ///   for ever
  public record Settings(
      Path base,
      String pattern,
      boolean isStrict,
      Optional<Duration> watch,
      Path workingDirectory,
      Optional<Duration> keepsRemoved) {}

  /// The time.
  ///
  /// @param zone of schedules that name none
  public record Clocks(InstantSource clock, ZoneId zone) {}

  private Pipelines(Settings settings, JobService jobs, LiveDefinitions definitions,
      Clocks clocks, OtherJobs others) {
    this.settings = settings;
    this.jobs = jobs;
    this.definitions = definitions;
    scheduling = new Scheduling(
        definitions,
        jobs,
        new PipelineJobs(settings.workingDirectory()),
        new UnrunnableJobs(jobs.store(), clocks.clock(), () -> UUID.randomUUID().toString()),
        others);
    scheduler = new Scheduler(
        definitions::current,
        new ScheduledJobs(scheduling, jobs),
        clocks.clock(),
        clocks.zone());
    sweeper = new Sweeper(definitions, jobs, settings.keepsRemoved(), clocks.clock());
    var rendered = new RenderedJobs(RENDERED_BYTES);
    api = new PrunnerApi(
        scheduling,
        jobs,
        new JobList(definitions, scheduling, jobs, rendered),
        rendered,
        new LogRoutes(jobs));
    shown = new DefinitionRoutes(definitions, scheduling, jobs, clocks);
    reruns = new RerunRoutes(scheduling, jobs);
  }

  /// Reads the definitions, and puts their lanes. To be called before the server starts.
  ///
  /// @throws InvalidDefinitionsException if they cannot be used
  public static Pipelines open(Settings settings, JobService jobs, Clocks clocks)
      throws InvalidDefinitionsException {
    return open(settings, jobs, clocks, OtherJobs.NONE);
  }

  /// The same beside other jobs.
  ///
  /// @param others are started where no pipeline has the name
  public static Pipelines open(
      Settings settings,
      JobService jobs,
      Clocks clocks,
      OtherJobs others) throws InvalidDefinitionsException {
    var files = new PipelineFiles(settings.base(), settings.pattern(), settings.isStrict());
    return new Pipelines(settings, jobs, LiveDefinitions.load(files, jobs), clocks, others);
  }

  /// Begins with all that goes by the time, once the server has started.
  public void start() throws IOException {
    scheduler.start();
    started.later(scheduler);
    sweeper.start();
    started.later(sweeper);
    if (settings.watch().isPresent()) {
      started.later(
          DefinitionWatch.start(
              settings.base(),
              definitions,
              settings.watch().get(),
              this::reload));
    }
  }

  /// Reads the definitions again. If they cannot be used, that is logged, and nothing changes.
  public void reload() {
    if (definitions.reload()) {
      scheduler.wake();
    }
  }

  /// The definitions that hold now.
  public LiveDefinitions definitions() {
    return definitions;
  }

  /// Starts jobs.
  public Scheduling scheduling() {
    return scheduling;
  }

  /// The interface of prunner, to be mounted at the root, and for its user interface below `/api`.
  ///
  /// @param guard who may use it
  public Routes routes(Guard guard) {
    return api.routes(guard);
  }

  /// What the page of the server asks for of pipelines, to be mounted below `/api`.
  ///
  /// @param guard who may use it
  public Routes pageRoutes(Guard guard) {
    return new Routes().guard(guard, "/definitions")
        .errors(ErrorAnswer.JSON)
        .get("/definitions", shown::list)
        .get("/definitions/{name}", shown::show)
        .post("/jobs/{id}/rerun", reruns::rerun);
  }

  /// Has the definitions read again, for tokens with the scope `admin`.
  ///
  /// @param guard who may use it
  public Routes administration(Guard guard) {
    return new Routes().guard(guard).errors(ErrorAnswer.JSON).post("/reload", exchange -> {
      Rights.require(exchange, Rights.ADMIN);
      try {
        if (definitions.read()) {
          scheduler.wake();
        }
      } catch (InvalidDefinitionsException e) {
        throw new HttpError(
            422,
            e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
      }
      int count = definitions.current().all().size();
      exchange.sendJson(200, json -> json.writeNumberProperty("pipelines", count));
    });
  }

  /// The jobs that these pipelines are run as.
  public JobService jobs() {
    return jobs;
  }

  /// Starts nothing more by itself. Jobs run on.
  @Override
  public void close() throws IOException {
    started.close();
  }
}
