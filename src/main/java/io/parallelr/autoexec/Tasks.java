package io.parallelr.autoexec;

import io.parallelr.job.Hold;
import io.parallelr.job.JobState;
import io.parallelr.serve.JobEnd;
import io.parallelr.serve.JobService;
import io.parallelr.serve.NewJob;
import io.parallelr.serve.Submission;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The tasks of this interface: creates them, finds them by their names, and controls them. For
/// any threads.
public final class Tasks {
  /// Of all jobs that came by this interface.
  public static final String DIALECT = "autoexec";
  /// In which they wait; its concurrency is the size of the pool.
  public static final String LANE = "autoexec/pool";
  private static final int LOCKS = 64;
  private static final Duration LONGEST_END = Duration.ofMinutes(1);

  private final JobService jobs;
  private final Workspaces workspaces;
  private final Settings settings;
  private final InstantSource clock;
  private final TaskDecoder decoder;
  /// A name is used by one request at a time; different ones may share a lock.
  private final List<ReentrantLock> names = new ArrayList<>();

  /// What tasks are like.
  ///
  /// @param timeLimit of tasks that give none
  /// @param node the name of this server
  public record Settings(Duration timeLimit, String node) {}

  /// What can be done to a task or a step.
  public sealed interface Action {
    /// Ends it with all its processes.
    record Kill() implements Action {}

    /// Keeps it from starting.
    ///
    /// @param duration after which it is resumed; empty for until it is
    record Pause(Optional<Duration> duration) implements Action {}

    /// Lets it start again.
    record Resume() implements Action {}
  }

  /// Tasks among the jobs of a service.
  ///
  /// @param ids makes names for tasks and steps that have none
  public Tasks(
      JobService jobs,
      Workspaces workspaces,
      Settings settings,
      InstantSource clock,
      Supplier<String> ids) {
    this.jobs = jobs;
    this.workspaces = workspaces;
    this.settings = settings;
    this.clock = clock;
    this.decoder = new TaskDecoder(new TaskNames(ids), settings.timeLimit());
    for (int i = 0; i < LOCKS; i++) {
      names.add(new ReentrantLock());
    }
  }

  /// Decodes a task as a client sends it.
  ///
  /// @param name that it gets, whatever it says; empty for its own
  TaskRequest decode(Document document, Optional<String> name) throws RefusedException {
    return decoder.decode(document, name);
  }

  Settings settings() {
    return settings;
  }

  JobService jobs() {
    return jobs;
  }

  private ReentrantLock lock(String name) {
    var lock = names.get(Math.floorMod(name.hashCode(), LOCKS));
    lock.lock();
    return lock;
  }

  /// Creates a task, in place of one of that name that has ended.
  ///
  /// @param user who asks for it; may be empty
  public void create(TaskRequest request, String user) throws RefusedException, IOException {
    requireNode(request);
    var spec = TaskSpecs.of(request, workspaces.directory(request.name()));
    var stored = RequestJson.stored(request);
    var _ = decoded(stored); // what cannot be read again would be in the way of all lists
    var lock = lock(request.name());
    try {
      var earlier = row(request.name());
      if (earlier.isPresent() && earlier.get().state() != JobState.ENDED) {
        throw new RefusedException(Reply.FAILED, "task is running");
      }
      if (earlier.isPresent()) {
        workspaces.delete(request.name());
      }
      workspaces.create(request.name());
      var now = clock.instant();
      var delay = request.delayed()
          .map(time -> Duration.between(now, time))
          .filter(Duration::isPositive)
          .orElse(Duration.ZERO);
      var refusal = refusal(
          jobs.submit(
              new NewJob(
                  new JobHead(DIALECT, request.name(), user, stored),
                  spec,
                  delay)));
      if (refusal.isPresent()) {
        if (earlier.isEmpty()) {
          workspaces.delete(request.name()); // as no task would ever do
        }
        throw new RefusedException(Reply.FAILED, refusal.get());
      }
      if (earlier.isPresent()) {
        jobs.delete(List.of(earlier.get().id()));
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireNode(TaskRequest request) throws RefusedException {
    if (!request.node().isEmpty() && !request.node().equals(settings.node())) {
      throw new RefusedException(
          Reply.FAILED,
          "there is no node %s; this server is %s".formatted(request.node(), settings.node()));
    }
  }

  private static Optional<String> refusal(Submission submission) {
    return switch (submission) {
      case Submission.Accepted _ -> Optional.empty();
      case Submission.Refused(var text) -> Optional.of(text);
      case Submission.NoLane _,Submission.Closing _ -> Optional.of("the server is shutting down");
      case Submission.NotStored(var reason, _) -> Optional.of(reason);
    };
  }

  /// A task by its name.
  public Optional<TaskRow> find(String name) throws IOException {
    var row = row(name);
    return row.isPresent() ? Optional.of(task(row.get())) : Optional.empty();
  }

  /// The same, or the answer that there is none.
  TaskRow require(String name) throws RefusedException, IOException {
    var task = find(name);
    if (task.isEmpty()) {
      throw new RefusedException(Reply.NO_DATA, "task not found");
    }
    return task.get();
  }

  private Optional<JobRow> row(String name) throws IOException {
    var all = JobFilter.ALL;
    var found = jobs.store()
        .list(
            new JobFilter(
                Optional.of(DIALECT), Set.of(name), all.states(), all.verdicts(), all.user(),
                all.text(), all.since(), all.until(), all.before(), 1));
    return found.stream().findFirst();
  }

  TaskRow task(JobRow row) throws IOException {
    try {
      return new TaskRow(decoded(row.head().variables()), row);
    } catch (RefusedException e) {
      throw new IOException(
          "the request of task %s in the database: %s".formatted(row.head().name(), e.getMessage()),
          e);
    }
  }

  private TaskRequest decoded(String stored) throws RefusedException {
    return decoder.decode(Document.parse(stored, Document.Format.JSON), Optional.empty());
  }

  /// Tasks, the newest first.
  ///
  /// @param prefix with which their names begin; empty for all
  /// @param skip how many are passed over
  public List<TaskRow> list(String prefix, int skip, int limit) throws IOException {
    var tasks = new ArrayList<TaskRow>();
    for (var row : jobs.store().page(DIALECT, prefix, skip, limit)) {
      tasks.add(task(row));
    }
    return tasks;
  }

  /// How many tasks there are whose names begin so.
  public int count(String prefix) throws IOException {
    return jobs.store().count(DIALECT, prefix);
  }

  /// Does something to a task.
  ///
  /// @throws RefusedException if it cannot be done, with the reason
  public void control(String name, Action action) throws RefusedException, IOException {
    var task = require(name);
    var id = task.job().id();
    var reply = switch (action) {
      case Action.Kill _ -> jobs.cancel(id);
      case Action.Pause pause -> jobs.hold(id, hold(pause));
      case Action.Resume _ -> jobs.resume(id);
    };
    switch (reply) {
      case DONE -> {
        // as asked for
      }
      case UNCHANGED -> {
        if (action instanceof Action.Resume) {
          throw new RefusedException(Reply.FAILED, "the task is not paused");
        }
      }
      case TOO_LATE, UNKNOWN -> throw new RefusedException(Reply.FAILED, "task is no running");
    }
  }

  /// Does something to a step of a task.
  ///
  /// @throws RefusedException if it cannot be done, with the reason
  public void control(String name, String step, Action action)
      throws RefusedException, IOException {
    var task = require(name);
    var row = task.job()
        .step(step)
        .orElseThrow(() -> new RefusedException(Reply.NO_DATA, "step not found"));
    var id = task.job().id();
    var reply = switch (action) {
      case Action.Kill _ -> jobs.kill(id, step);
      case Action.Pause pause -> jobs.hold(id, step, hold(pause));
      case Action.Resume _ -> jobs.resume(id, step);
    };
    switch (reply) {
      case DONE -> {
        // as asked for
      }
      case UNCHANGED -> {
        if (action instanceof Action.Resume) {
          throw new RefusedException(Reply.FAILED, "the step is not paused");
        }
      }
      case TOO_LATE, UNKNOWN -> throw new RefusedException(
          Reply.FAILED,
          row.end().isEmpty() && action instanceof Action.Pause
              ? "step is running, can't pause"
              : "step is no running");
    }
  }

  private Hold hold(Action.Pause pause) {
    return pause.duration()
        .<Hold>map(duration -> new Hold.Until(clock.instant().plus(duration)))
        .orElseGet(Hold.Resume::new);
  }

  /// Ends a task, if it has not, and deletes it with all its files.
  public void delete(String name) throws RefusedException, IOException, InterruptedException {
    var task = require(name);
    var id = task.job().id();
    if (task.job().state() != JobState.ENDED) {
      var _ = jobs.cancel(id);
      if (!new JobEnd(jobs, id).await(LONGEST_END)) {
        throw new RefusedException(
            Reply.FAILED,
            "the task is being killed, but has not ended yet; delete it again later");
      }
    }
    var lock = lock(name);
    try {
      jobs.delete(List.of(id));
      if (row(name).isEmpty()) { // else there is another one by now
        workspaces.delete(name);
      }
    } finally {
      lock.unlock();
    }
  }
}
