package io.parallelr.autoexec;

import io.parallelr.serve.JobService;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The tasks of this interface: creates them, finds them by their names, and controls them. For
/// any threads.
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString", "MissingSummary"}) // until it is there
public final class Tasks {
  /// Of all jobs that came by this interface.
  public static final String DIALECT = "autoexec";
  /// In which they wait; its concurrency is the size of the pool.
  public static final String LANE = "autoexec/pool";

  private final JobService jobs;
  private final Workspaces workspaces;
  private final Settings settings;

  /// @param timeLimit of tasks that give none
  /// @param node the name of this server
  public record Settings(Duration timeLimit, String node) {}

  /// What can be done to a task or a step.
  public sealed interface Action {
    record Kill() implements Action {}

    /// @param duration after which it is resumed; empty for until it is
    record Pause(Optional<Duration> duration) implements Action {}

    record Resume() implements Action {}
  }

  public Tasks(JobService jobs, Workspaces workspaces, Settings settings) {
    this.jobs = jobs;
    this.workspaces = workspaces;
    this.settings = settings;
  }

  /// Creates a task, in place of one of that name that has ended.
  ///
  /// @param user who asks for it; may be empty
  public TaskRow create(TaskRequest request, String user) throws RefusedException, IOException {
    throw new UnsupportedOperationException(
        request + user + jobs + workspaces + settings);
  }

  public Optional<TaskRow> find(String name) throws IOException {
    throw new UnsupportedOperationException(name);
  }

  /// Tasks, the newest first.
  ///
  /// @param prefix with which their names begin; empty for all
  /// @param skip how many are passed over
  public List<TaskRow> list(String prefix, int skip, int limit) throws IOException {
    throw new UnsupportedOperationException(prefix + skip + limit);
  }

  /// How many tasks there are whose names begin so.
  public int count(String prefix) throws IOException {
    throw new UnsupportedOperationException(prefix);
  }

  /// Does something to a task.
  ///
  /// @throws RefusedException if it cannot be done, with the reason
  public void control(String name, Action action) throws RefusedException, IOException {
    throw new UnsupportedOperationException(name + action);
  }

  /// Does something to a step of a task.
  ///
  /// @throws RefusedException if it cannot be done, with the reason
  public void control(String name, String step, Action action)
      throws RefusedException, IOException {
    throw new UnsupportedOperationException(name + step + action);
  }

  /// Ends a task, if it has not, and deletes it with all its files.
  public void delete(String name) throws RefusedException, IOException, InterruptedException {
    throw new UnsupportedOperationException(name);
  }
}
