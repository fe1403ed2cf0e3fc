package io.parallelr.client;

import io.parallelr.json.JsonValues;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `parallelr jobs show`.
@Command(name = "show", sortOptions = false, usageHelpAutoWidth = true, description = "Shows a job and its tasks.")
final class ShowJob implements JobsAction {
  @Parameters(index = "0", paramLabel = "ID", description = "the job: its id, the beginning of it, or last")
  String id = "";

  @Mixin
  ServerOptions server = new ServerOptions();

  @Override
  public int run(Surroundings around) throws IOException {
    try (var api = server.connect(around)) {
      var answer = api.get("/api/jobs/" + ServerApi.encoded(JobIds.find(api, id)));
      Output.print(
          around,
          server.json
              ? answer
              : new JobText(around)
                  .describe(new JobView(ServerApi.object(answer)), variables(answer)));
      return 0;
    }
  }

  private static String variables(String answer) throws IOException {
    var variables = JsonValues.object(answer).get("variables");
    return variables instanceof Map<?, ?> map && !map.isEmpty() ? JsonValues.text(map) : "";
  }
}
