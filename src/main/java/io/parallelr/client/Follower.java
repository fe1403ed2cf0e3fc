package io.parallelr.client;

import io.parallelr.task.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Shows what the tasks of a job print, and waits for its end.
///
/// Events say how far an output has come, and the bytes are then read as they are: the text of an
/// event has lost what is not UTF-8, and its returns.
final class Follower {
  static final String STDOUT = "stdout";
  static final String STDERR = "stderr";
  private static final String ATTEMPT = "attempt";
  private static final long PAUSE = 200; // milliseconds

  private final ServerApi api;
  private final Surroundings around;

  Follower(ServerApi api, Surroundings around) {
    this.api = api;
    this.around = around;
  }

  /// The path of what a task has printed.
  static String logPath(String job, String step) {
    return "/api/jobs/%s/steps/%s/log".formatted(
        ServerApi.encoded(job), ServerApi.encoded(step));
  }

  JobView job(String id) {
    return new JobView(api.getObject("/api/jobs/" + ServerApi.encoded(id)));
  }

  /// Waits until it has ended, and says what keeps it from going on.
  JobView await(String id) throws InterruptedException {
    var said = "";
    while (true) {
      var job = job(id);
      if (job.isOver()) {
        return job;
      }
      said = saidOf(job, said);
      Thread.sleep(PAUSE);
    }
  }

  /// Says it once. While a start is tried again, nothing keeps it for a moment.
  ///
  /// @param before what was said last
  /// @return the same after this
  private String saidOf(JobView job, String before) {
    if (job.message().isEmpty() || job.message().equals(before)) {
      return before;
    }
    around.stderr().println(Printable.of(job.message()));
    return job.message();
  }

  /// Shows what its tasks print, one task after the other, in the order in which they begin.
  ///
  /// @return the job when it has ended
  JobView follow(String id) throws IOException, InterruptedException {
    return follow(id, step -> followBoth(id, step));
  }

  /// Shows one of the streams of its tasks.
  JobView followStream(String id, String stream) throws IOException, InterruptedException {
    return follow(id, step -> follow(id, step, stream));
  }

  private interface StepFollower {
    void follow(String step) throws IOException;
  }

  private JobView follow(String id, StepFollower follower)
      throws IOException, InterruptedException {
    Set<String> shown = new HashSet<>();
    var said = "";
    while (true) {
      var job = job(id);
      var next = job.steps()
          .stream()
          .filter(step -> step.started().isPresent() && !shown.contains(step.name()))
          .filter(step -> step.ended().isPresent() || step.message().isEmpty())
          .findFirst();
      if (next.isPresent()) {
        var name = next.get().name();
        shown.add(name);
        around.stderr().println("== " + Printable.of(name));
        follower.follow(name);
      } else if (job.isOver()) {
        return job;
      } else {
        said = saidOf(job, said);
        Thread.sleep(PAUSE);
      }
    }
  }

  /// Shows both that a task prints until it has ended; errors whenever there is something else.
  private void followBoth(String id, String step) throws IOException {
    var errors = new Copied(id, step, STDERR, around.stderr());
    follow(new Copied(id, step, STDOUT, around.stdout()), errors::more);
    errors.more();
  }

  /// Shows one stream of a task until it has ended.
  void follow(String id, String step, String stream) throws IOException {
    follow(new Copied(id, step, stream, around.stdout()), () -> {});
  }

  private interface Step {
    void run() throws IOException;
  }

  private void follow(Copied copied, Step besides) throws IOException {
    boolean isOver = false;
    while (!isOver) { // a connection that ends too early is made again
      isOver = api.follow(copied.events(), event -> {
        if (event.name().equals(ATTEMPT)) {
          copied.attempt(event.data());
        }
        copied.more();
        besides.run();
      });
    }
  }

  /// What was shown of a stream. For one thread.
  private final class Copied {
    private final String id;
    private final String step;
    private final String stream;
    private final OutputStream to;
    private long offset;
    private String attempt = "";

    Copied(String id, String step, String stream, OutputStream to) {
      this.id = id;
      this.step = step;
      this.stream = stream;
      this.to = to;
    }

    /// The output of a further attempt begins anew.
    void attempt(String number) {
      if (!attempt.isEmpty() && !attempt.equals(number)) {
        offset = 0;
      }
      attempt = number;
    }

    void more() throws IOException {
      offset += copy(id, step, stream, offset, to);
    }

    String events() {
      return ServerApi.path(
          logPath(id, step),
          Map.of("follow", "true", "stream", stream, "offset", String.valueOf(offset)));
    }
  }

  /// Copies what a task has printed by now.
  ///
  /// @return how many bytes it was
  long copy(String id, String step, String stream, long offset, OutputStream to)
      throws IOException {
    var query = Map.of("stream", stream, "offset", String.valueOf(offset));
    long count = api.copy(ServerApi.path(logPath(id, step), query), to);
    to.flush();
    return count;
  }
}
