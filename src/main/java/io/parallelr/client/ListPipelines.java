package io.parallelr.client;

import io.parallelr.task.Printable;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `parallelr jobs pipelines`.
@Command(name = "pipelines", sortOptions = false, usageHelpAutoWidth = true, description = "Lists the pipelines that are defined.")
final class ListPipelines implements JobsAction {
  @Mixin
  ServerOptions server = new ServerOptions();

  @Override
  public int run(Surroundings around) throws IOException {
    try (var api = server.connect(around)) {
      var answer = api.get("/api/pipelines");
      Output.print(around, server.json ? answer : table(answer));
      return 0;
    }
  }

  private static String table(String answer) {
    var pipelines = ServerApi.object(answer).objects("pipelines");
    if (pipelines.isEmpty()) {
      return "no pipelines are defined";
    }
    var text = new StringBuilder("%-30s %-8s %s%n".formatted("PIPELINE", "RUNNING", "SCHEDULABLE"));
    for (var pipeline : pipelines) {
      text.append(
          "%-30s %-8s %s%n".formatted(
              Printable.of(pipeline.text("pipeline").orElse("")),
              pipeline.flag("running") ? "yes" : "no",
              pipeline.flag("schedulable") ? "yes" : "no"));
    }
    return text.toString();
  }
}
