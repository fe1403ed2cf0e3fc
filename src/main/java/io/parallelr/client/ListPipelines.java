package io.parallelr.client;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonValues;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `parallelr jobs pipelines`.
@Command(name = "pipelines", sortOptions = false, usageHelpAutoWidth = true, description = "Lists the pipelines and flows that are defined.")
final class ListPipelines implements JobsAction {
  @Mixin
  ServerOptions server = new ServerOptions();

  @Override
  public int run(Surroundings around) throws IOException {
    try (var api = server.connect(around)) {
      var answer = api.get("/api/pipelines");
      var flows = api.find("/flows").map(ListPipelines::names).orElse(List.of());
      Output.print(around, server.json ? withFlows(answer, flows) : table(answer, flows));
      return 0;
    }
  }

  private static List<String> names(String answer) {
    return ServerApi.object("{\"flows\":%s}".formatted(answer)).texts("flows");
  }

  /// What the server says of pipelines, and the names of its flows.
  private static String withFlows(String answer, List<String> flows) throws IOException {
    var all = new LinkedHashMap<>(JsonValues.object(answer));
    all.put("flows", flows);
    return JsonValues.text(all);
  }

  private static String table(String answer, List<String> flows) {
    var pipelines = ServerApi.object(answer).objects("pipelines");
    if (pipelines.isEmpty() && flows.isEmpty()) {
      return "no pipelines are defined";
    }
    return (pipelines.isEmpty() ? "" : pipelines(pipelines))
        + (pipelines.isEmpty() || flows.isEmpty() ? "" : System.lineSeparator())
        + (flows.isEmpty() ? "" : "FLOW%n".formatted() + lines(flows));
  }

  private static String lines(List<String> names) {
    return names.stream()
        .map(name -> "%s%n".formatted(Printable.of(name)))
        .collect(Collectors.joining());
  }

  private static String pipelines(List<JsonObject> pipelines) {
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
