package io.parallelr.client;

import io.parallelr.json.JsonText;
import io.parallelr.json.JsonValues;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `parallelr jobs run`.
@Command(name = "run", sortOptions = false, usageHelpAutoWidth = true, description = "Schedules a job of a pipeline or flow, and prints its id.")
final class RunPipeline implements JobsAction {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "the name of the pipeline or flow")
  String pipeline = "";

  @Option(names = {"-v",
      "--variable"}, paramLabel = "NAME=TEXT", description = "a variable; NAME:=JSON for a number, true, false, a list or an object")
  List<String> variables = List.of();

  @Option(names = "--vars-file", paramLabel = "FILE", description = "a JSON object with variables, - for standard input; -v overrides it")
  @Nullable
  Path file;

  @Option(names = "--partition", paramLabel = "NAME", description = "the partition of the queue, for queue_strategy: partitioned_replace")
  String partition = "";

  @Option(names = "--wait", description = "wait for the end of the job; its result is the exit code")
  boolean waits;

  @Option(names = {"-f",
      "--follow"}, description = "show what its tasks print, one task after the other; its result is the exit code")
  boolean follows;

  @Mixin
  ServerOptions server = new ServerOptions();

  @Override
  public int run(Surroundings around) throws IOException, InterruptedException {
    if (follows && server.json) {
      throw new UserError(ExitStatus.USAGE, "--follow and --json exclude each other; use --wait");
    }
    var given = Variables.of(file, variables, around.stdin());
    try (var api = server.connect(around)) {
      var answer = api.post("/api/pipelines/schedule", request(given));
      var id = ServerApi.object(answer)
          .text("jobId")
          .orElseThrow(
              () -> new UserError(ExitStatus.INTERNAL,
                  "the server has not said the id of the job"));
      if (!waits && !follows) {
        Output.print(around, server.json ? answer : id);
        return 0;
      }
      return await(id, api, around);
    }
  }

  private byte[] request(Map<String, @Nullable Object> given) {
    return JsonText.line(json -> {
      json.writeStringProperty("pipeline", pipeline);
      json.writeName("variables");
      JsonValues.write(json, given);
      if (!partition.isEmpty()) {
        json.writeStringProperty("queuePartition", partition);
      }
    });
  }

  private int await(String id, ServerApi api, Surroundings around)
      throws IOException, InterruptedException {
    Interrupts.letContinue(id, around);
    if (!server.json) {
      around.stderr().println("job " + id);
    }
    var follower = new Follower(api, around);
    var job = follows ? follower.follow(id) : follower.await(id);
    if (server.json) {
      Output.print(around, api.get("/api/jobs/" + ServerApi.encoded(id)));
    } else {
      around.stderr().println(JobText.ending(job));
    }
    return JobsExit.of(job);
  }
}
