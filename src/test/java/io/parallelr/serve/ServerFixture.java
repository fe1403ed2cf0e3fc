package io.parallelr.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.job.Admission;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobState;
import io.parallelr.job.Lane;
import io.parallelr.job.Setup;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.os.HeapGuard;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.task.Launch;
import io.parallelr.task.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A server of jobs in a directory of a test, which can be ended and started again.
final class ServerFixture implements AutoCloseable {
  static final String LANE = "lane";

  private final Path directory;
  private JobServer.OnRestart restart = JobServer.OnRestart.CONTINUE;
  private boolean rerunsUnknown;
  private JobServer server;

  ServerFixture(Path directory) throws Exception {
    this.directory = directory;
    this.server = started();
  }

  private JobServer started() throws Exception {
    var opened = JobServer.open(
        new JobServerSettings(
            directory.resolve("data"),
            directory,
            Map.of("FROM_SERVER", "yes"),
            Set.of("HOME"),
            8,
            Duration.ofSeconds(5),
            restart,
            rerunsUnknown,
            false)
            .with(StepTypes.load(
                Map.of("shouted", List.of("sh", "-c", "tr a-z A-Z < \"$0\"", StepTypes.SCRIPT)),
                Plugins.of(directory.resolve("plugins")))),
        new JobServer.Host(
            new Installation(Optional.empty(), directory.resolve("home")),
            Clock.systemUTC(),
            System::nanoTime,
            new Deaths(HeapGuard.start("test", 5))::end));
    opened.jobs().put(new Lane(LANE, 4, new Admission.Append(Admission.UNLIMITED)));
    opened.start();
    return opened;
  }

  /// Ends the server, and starts another on the same data.
  void restart(JobServer.Shutdown how) throws Exception {
    end(how);
    server = started();
  }

  void end(JobServer.Shutdown how) throws Exception {
    server.shutdown(how);
    server.await();
    server.close();
  }

  void start() throws Exception {
    server = started();
  }

  ServerFixture on(JobServer.OnRestart newRestart, boolean newRerunsUnknown) {
    restart = newRestart;
    rerunsUnknown = newRerunsUnknown;
    return this;
  }

  JobService jobs() {
    return server.jobs();
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  static StepSpec step(String name, String... items) {
    return StepSpec.of(name, new Work.Items(List.of(items)));
  }

  /// A step that runs a script in the directory of the test, with both streams in one.
  StepSpec script(String name, String type, String text, String... dependsOn) {
    return withSetup(
        StepSpec.of(name, new Work.Script(type, text), dependsOn),
        Map.of());
  }

  /// The same step in the directory of the test, with variables and both streams in one.
  StepSpec withSetup(StepSpec step, Map<String, String> environment) {
    return new StepSpec(
        step.name(),
        step.dependsOn(),
        step.work(),
        step.terms(),
        new Setup(
            environment,
            new Launch(
                Optional.of(directory),
                Streams.TOGETHER,
                Optional.empty(),
                Set.of(),
                false)));
  }

  /// Submits a job.
  String submit(String variables, StepSpec... steps) {
    return submit(JobSpec.of(LANE, List.of(steps)), variables);
  }

  String submit(JobSpec spec, String variables) {
    return submit(spec, variables, Duration.ZERO);
  }

  /// Submits a job that waits first.
  String submitLater(Duration delay, StepSpec... steps) {
    return submit(JobSpec.of(LANE, List.of(steps)), "{}", delay);
  }

  private String submit(JobSpec spec, String variables, Duration delay) {
    var job = new NewJob(new JobHead("test", "p", "u", variables), spec, delay);
    var submission = jobs().submit(job);
    assertThat(submission).isInstanceOf(Submission.Accepted.class);
    return ((Submission.Accepted) submission).id();
  }

  JobRow row(String job) throws IOException {
    return jobs().store().find(job).orElseThrow();
  }

  JobRow awaitEnd(String job) throws IOException {
    await().until(() -> row(job).state() == JobState.ENDED);
    return row(job);
  }

  void awaitFile(String name) {
    await().until(() -> Files.exists(file(name)));
  }

  String out(String job, String step) throws IOException {
    return new String(
        jobs().logs().read(row(job), step, StepLogs.Stream.OUT, 0, 1 << 20).bytes(),
        UTF_8);
  }

  @Override
  public void close() throws IOException {
    try {
      end(JobServer.Shutdown.CANCEL);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
