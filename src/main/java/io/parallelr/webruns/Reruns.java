package io.parallelr.webruns;

import io.parallelr.daemon.ProductLauncher;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Starts detached runs of what an earlier run has left. For any threads.
final class Reruns {
  private static final Pattern RUN = Pattern.compile("\\b\\d{8}T\\d{6}\\.\\d{3}Z-\\d+\\b");
  private static final int MOST_TASKS = 1_000;
  private static final int ALL_SUCCEEDED = 0;

  private final OwnRuns own;
  private final Optional<ProductLauncher> launcher;

  /// @param launcher empty if this process was not started by it
  Reruns(OwnRuns own, Optional<ProductLauncher> launcher) {
    this.own = own;
    this.launcher = launcher;
  }

  void retry(Exchange exchange) throws IOException, InterruptedException {
    OwnRuns.requireChange(exchange);
    var run = own.find(exchange);
    var tasks = RunActions.body(exchange).numbers("tasks");
    if (tasks.size() > MOST_TASKS) {
      throw new HttpError(400, "tasks: more than %d; send fewer".formatted(MOST_TASKS));
    }
    if (tasks.stream().anyMatch(task -> task < 1)) {
      throw new HttpError(400, "tasks: send the numbers of tasks, which begin with 1");
    }
    var words = new ArrayList<>(List.of("retry", run.id()));
    if (tasks.isEmpty()) {
      words.add("--failed");
    } else {
      tasks.forEach(task -> words.add(String.valueOf(task)));
    }
    start(exchange, run.id(), words);
  }

  void resume(Exchange exchange) throws IOException, InterruptedException {
    OwnRuns.requireChange(exchange);
    var run = own.find(exchange);
    start(exchange, run.id(), new ArrayList<>(List.of("resume", run.id())));
  }

  private void start(Exchange exchange, String earlier, List<String> words)
      throws IOException, InterruptedException {
    words.add("-d");
    var result = launcher
        .orElseThrow(
            () -> new HttpError(
                409, "this server was not started by bin/parallelr, so it cannot start runs"))
        .run(words);
    if (result.status() != ALL_SUCCEEDED) {
      throw new HttpError(409, result.said().strip());
    }
    var run = RUN.matcher(result.said())
        .results()
        .map(MatchResult::group)
        .filter(id -> !id.equals(earlier))
        .findFirst();
    exchange.sendJson(202, json -> {
      JsonText.optional(json, "run", run);
      json.writeStringProperty("text", result.said().strip());
    });
  }
}
