package io.parallelr.autoexec;

import io.parallelr.http.Guard;
import io.parallelr.http.Router;
import io.parallelr.serve.JobService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The interface for tasks of steps, with all that it needs. For use between the opening of a
/// [io.parallelr.serve.JobServer] and its closing.
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString", "MissingSummary"}) // until it is there
public final class AutoExec implements AutoCloseable {

  /// @param data the directory of all that is kept; absolute
  /// @param basePath before every route; empty, or begins with a slash and does not end with one
  /// @param poolSize how many tasks run at once
  /// @param timeLimit of tasks that give none
  /// @param node the name of this server
  /// @param keeps how long tasks are kept after their end; empty for ever
  /// @param quota how many bytes uploads may make of each workspace
  /// @param isRoot whether the older interface also answers at `/`
  /// @param maxRequests how many changes a client may ask for each second; 0 for no limit
  /// @param shell whether and how there are web shells; empty for none
  /// @param templateAccess whether templates of pipelines may read files and the environment
  public record Settings(
      Path data,
      String basePath,
      int poolSize,
      Duration timeLimit,
      String node,
      Optional<Duration> keeps,
      long quota,
      boolean isRoot,
      int maxRequests,
      Optional<Shell> shell,
      boolean templateAccess) {}

  /// @param command that a shell runs, such as `bash`
  /// @param sessions how many there are at most
  /// @param idle after which silence of the client a session is ended
  public record Shell(List<String> command, Path directory, int sessions, Duration idle) {
    public Shell {
      command = List.copyOf(command);
    }
  }

  private AutoExec() {}

  /// Puts the lane, so that jobs can be taken up.
  public static AutoExec open(Settings settings, JobService jobs, InstantSource clock)
      throws IOException {
    throw new UnsupportedOperationException(settings.toString() + jobs + clock);
  }

  /// Begins with what happens by itself, such as retention.
  public void start() {
    throw new UnsupportedOperationException();
  }

  /// All routes.
  ///
  /// @param guard who may use them, but for those that everybody may
  public List<Router.Mount> mounts(Guard guard) {
    throw new UnsupportedOperationException(guard.toString());
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
