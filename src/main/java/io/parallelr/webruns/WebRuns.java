package io.parallelr.webruns;

import io.parallelr.daemon.ProductLauncher;
import io.parallelr.daemon.Registry;
import io.parallelr.engine.Ticker;
import io.parallelr.history.Runs;
import io.parallelr.http.ErrorAnswer;
import io.parallelr.http.Guard;
import io.parallelr.http.Routes;
import io.parallelr.http.Sse;
import java.time.InstantSource;
import java.util.Optional;

/// The interface for what the server's user runs beside its jobs: runs of the command line, watched
/// queues, and all processes. For any threads.
public final class WebRuns {
  private final RunRoutes runs;
  private final TaskOutputs outputs;
  private final RunFollower follower;
  private final RunActions actions;
  private final Reruns reruns;
  private final QueueRoutes queues;
  private final WorkerRoutes workers;
  private final RunsNow now;

  /// @param registry as this process must look at it
  /// @param launcher starts further runs; empty if that is not possible
  /// @param limits how many clients may follow events, and how many may follow outputs
  public WebRuns(
      Registry registry,
      Optional<ProductLauncher> launcher,
      InstantSource clock,
      Ticker ticker,
      Sse.Limits limits) {
    var own = new OwnRuns(registry);
    var list = new RunList(registry);
    var indexes = new TaskIndexes();
    var watched = new Queues(new Runs(registry.runs()));
    this.actions = new RunActions(own, ticker);
    this.runs = new RunRoutes(own, list, indexes, watched, actions, clock);
    this.outputs = new TaskOutputs(own, indexes, limits);
    this.follower = new RunFollower(own, runs, clock, limits);
    this.reruns = new Reruns(own, launcher);
    this.queues = new QueueRoutes(watched, list, new FailedFiles(own, indexes), ticker);
    this.workers = new WorkerRoutes(own, list, ticker);
    this.now = new RunsNow(registry, list, clock);
  }

  /// The routes, to be mounted below `/api`.
  ///
  /// @param guard who may use them
  public Routes routes(Guard guard) {
    return new Routes()
        .guard(guard, "/runs", "/queues", "/workers")
        .errors(ErrorAnswer.JSON)
        .get("/runs", runs::list)
        .get("/runs/{id}", runs::show)
        .get("/runs/{id}/tasks", runs::tasks)
        .get("/runs/{id}/tasks/{sequence}", runs::task)
        .get("/runs/{id}/tasks/{sequence}/output", outputs::output)
        .get("/runs/{id}/timeline", runs::timeline)
        .get("/runs/{id}/log", runs::log)
        .get("/runs/{id}/events", follower::events)
        .post("/runs/{id}/slots", actions::slots)
        .post("/runs/{id}/pause", actions::pause)
        .post("/runs/{id}/unpause", actions::unpause)
        .post("/runs/{id}/drain", actions::drain)
        .post("/runs/{id}/kill", actions::kill)
        .post("/runs/{id}/tasks/{sequence}/kill", actions::killTask)
        .post("/runs/{id}/retry", reruns::retry)
        .post("/runs/{id}/resume", reruns::resume)
        .get("/queues", queues::list)
        .get("/queues/{id}", queues::show)
        .post("/queues/{id}/requeue", queues::requeue)
        .get("/workers", workers::list)
        .post("/workers/{pid}/end", workers::end);
  }

  /// What the overview shows of runs.
  public RunsNow now() {
    return now;
  }
}
