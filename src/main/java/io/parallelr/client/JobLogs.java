package io.parallelr.client;

import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `parallelr jobs logs`.
@Command(name = "logs", sortOptions = false, usageHelpAutoWidth = true, description = "Shows what the tasks of a job have printed.")
final class JobLogs implements JobsAction {
  @Parameters(index = "0", paramLabel = "ID", description = "the job: its id, the beginning of it, or last")
  String id = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "the task; without it, all that have begun")
  @Nullable
  String task;

  @Option(names = {"-f", "--follow"}, description = "go on until the job or the task has ended")
  boolean follows;

  @Option(names = "--stderr", description = "what it has written to standard error, in place of standard output")
  boolean errors;

  @Mixin
  ServerOptions server = new ServerOptions();

  @Override
  public int run(Surroundings around) throws IOException, InterruptedException {
    if (server.json) {
      throw new UserError(
          ExitStatus.USAGE,
          "logs are texts, not JSON; leave out --json, or see parallelr jobs show");
    }
    try (var api = server.connect(around)) {
      var found = JobIds.find(api, id);
      var follower = new Follower(api, around);
      if (follows) {
        Interrupts.letContinue(found, around);
      }
      if (task == null) {
        all(found, follower, around);
      } else {
        one(found, task, follower, around);
      }
      return 0;
    }
  }

  private void all(String found, Follower follower, Surroundings around)
      throws IOException, InterruptedException {
    if (follows) {
      var _ = follower.followStream(found, stream());
      return;
    }
    for (var step : follower.job(found).steps()) {
      if (step.started().isPresent()) {
        around.stderr().println("== " + Printable.of(step.name()));
        long _ = follower.copy(found, step.name(), stream(), 0, around.stdout());
      }
    }
  }

  private void one(String found, String name, Follower follower, Surroundings around)
      throws IOException {
    var steps = follower.job(found).steps();
    if (steps.stream().noneMatch(step -> step.name().equals(name))) {
      throw new UserError(
          ExitStatus.USAGE,
          "the job has no task %s; it has %s".formatted(
              name, steps.stream().map(JobView.Step::name).collect(Collectors.joining(", "))));
    }
    if (follows) {
      follower.follow(found, name, stream());
    } else {
      long _ = follower.copy(found, name, stream(), 0, around.stdout());
    }
  }

  private String stream() {
    return errors ? Follower.STDERR : Follower.STDOUT;
  }
}
