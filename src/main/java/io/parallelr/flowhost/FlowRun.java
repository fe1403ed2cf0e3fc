package io.parallelr.flowhost;

import io.parallelr.flows.Run;
import io.parallelr.flows.RunStatus;
import io.parallelr.job.CommandReply;
import io.parallelr.job.StepId;
import io.parallelr.serve.JobEnd;
import io.parallelr.serve.PrintedBytes;
import io.parallelr.serve.StepLogs;
import io.parallelr.store.JobRow;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A run of a flow. For any threads.
record FlowRun(FlowHost host, String id, String flow) implements Run {
  /// How often the engine is looked at while a run is waited for.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private JobRow job() throws IOException {
    return host.jobs()
        .store()
        .find(id)
        .orElseThrow(
            () -> new IOException("run %s of flow %s is not kept any more".formatted(id, flow)));
  }

  @Override
  public RunStatus status() throws IOException {
    return host.status(job());
  }

  @Override
  public RunStatus await() throws IOException, InterruptedException {
    while (!new JobEnd(host.jobs(), id).await(LOOK)) {
      host.requireAlive();
    }
    return status();
  }

  @Override
  public Optional<RunStatus> await(Duration limit) throws IOException, InterruptedException {
    return new JobEnd(host.jobs(), id).await(limit) ? Optional.of(status()) : Optional.empty();
  }

  @Override
  public boolean cancel() {
    return host.jobs().cancel(id) == CommandReply.DONE;
  }

  @Override
  public String output(String step) throws IOException {
    requireStep(job(), step);
    return host.jobs().outputs().text(new StepId(id, step));
  }

  private static void requireStep(JobRow job, String step) {
    if (job.step(step).isEmpty()) {
      throw new IllegalArgumentException(
          "no step %s in flow %s".formatted(Draft.shown(step), job.head().name()));
    }
  }

  @Override
  public List<Log> logs() throws IOException {
    var job = job();
    var logs = new ArrayList<Log>();
    job.steps().forEach(step -> logs.add(new StepLog(this, step.name())));
    return logs;
  }

  @Override
  public String toString() {
    return "run %s of flow %s".formatted(id, flow);
  }

  private record StepLog(FlowRun run, String step) implements Log {
    @Override
    public InputStream out() throws IOException {
      return new PrintedBytes(run.host.jobs().logs(), run.job(), step, StepLogs.Stream.OUT);
    }

    @Override
    public InputStream err() throws IOException {
      return new PrintedBytes(run.host.jobs().logs(), run.job(), step, StepLogs.Stream.ERR);
    }

    @Override
    public String toString() {
      return "log of step %s of %s".formatted(step, run);
    }
  }
}
