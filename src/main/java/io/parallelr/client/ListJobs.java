package io.parallelr.client;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `parallelr jobs ls`.
@Command(name = "ls", sortOptions = false, usageHelpAutoWidth = true, description = "Lists jobs, the newest first.")
final class ListJobs implements JobsAction {
  @Option(names = "--pipeline", paramLabel = "NAME", description = "only those of this pipeline")
  String pipeline = "";

  @Option(names = "--state", paramLabel = "STATE", completionCandidates = States.class, description = "only those that are waiting, running or ended, or ended as succeeded, failed, canceled, timed_out, blocked or lost")
  String state = "";

  @Option(names = "--user", paramLabel = "NAME", description = "only those of this user")
  String user = "";

  @Option(names = "--since", paramLabel = "TIME", description = "only those created since then: a time such as 2026-01-31T12:00:00Z, a date, or an age such as 90min, 12h or 7d")
  @Nullable
  String since;

  @Option(names = {"-n",
      "--limit"}, paramLabel = "N", description = "at most so many; default ${DEFAULT-VALUE}")
  int limit = 50;

  @Mixin
  ServerOptions server = new ServerOptions();

  /// What shells offer.
  static final class States implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of(
          "waiting", "running", "ended", "succeeded", "failed", "canceled", "timed_out", "blocked",
          "lost").iterator();
    }
  }

  @Override
  public int run(Surroundings around) throws IOException {
    var query = new LinkedHashMap<String, String>();
    query.put("pipeline", pipeline);
    query.put("state", state);
    query.put("user", user);
    query.put("limit", String.valueOf(limit));
    if (since != null) {
      query.put("since", Times.since(since, around.clock().instant(), around.zone()).toString());
    }
    try (var api = server.connect(around)) {
      var answer = api.get(ServerApi.path("/api/jobs", query));
      Output.print(
          around,
          server.json
              ? answer
              : new JobText(around).table(
                  ServerApi.object(answer).objects("jobs").stream().map(JobView::new).toList()));
      return 0;
    }
  }
}
