package io.parallelr.client;

import io.parallelr.json.JsonText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `parallelr jobs cancel`.
@Command(name = "cancel", sortOptions = false, usageHelpAutoWidth = true, description = "Cancels jobs: what runs of them is ended.")
final class CancelJobs implements JobsAction {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "the jobs: their ids, the beginnings of them, or last")
  List<String> ids = List.of();

  @Mixin
  ServerOptions server = new ServerOptions();

  private record Canceled(String id, Optional<String> problem) {}

  /// One that cannot be cancelled does not save the others.
  @Override
  public int run(Surroundings around) throws IOException {
    var results = new ArrayList<Canceled>();
    int status = 0;
    try (var api = server.connect(around)) {
      for (var typed : ids) {
        try {
          var id = JobIds.find(api, typed);
          var _ =
              api.post("/api/jobs/%s/cancel".formatted(ServerApi.encoded(id)), new byte[0]);
          results.add(new Canceled(id, Optional.empty()));
        } catch (UserError e) {
          if (e.exitStatus() == ExitStatus.INTERNAL) {
            throw e; // there is no server
          }
          status = e.exitStatus();
          results.add(new Canceled(typed, Optional.of(String.valueOf(e.getMessage()))));
        }
      }
    }
    show(results, around);
    return status;
  }

  private void show(List<Canceled> results, Surroundings around) throws IOException {
    if (server.json) {
      Output.print(
          around,
          JsonText.object(
              json -> JsonText.objects(json, "jobs", results, result -> {
                json.writeStringProperty("id", result.id());
                JsonText.optional(json, "error", result.problem());
              })));
      return;
    }
    for (var result : results) {
      if (result.problem().isPresent()) {
        around.stderr()
            .println("parallelr: %s: %s".formatted(result.id(), result.problem().get()));
      } else {
        Output.print(around, "canceled " + result.id());
      }
    }
  }
}
