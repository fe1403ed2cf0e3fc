package io.parallelr.client;

import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.util.List;
import java.util.Map;

/// Finds jobs by what users type: an id, the beginning of one, or `last`.
final class JobIds {
  private static final int WHOLE = 36; // characters
  private static final String LAST = "last";
  private static final String MANY = "1000";
  private static final int SHOWN = 5;

  private JobIds() {}

  /// The id of the one job that is meant.
  ///
  /// @throws UserError if there is none, or several
  static String find(ServerApi api, String typed) {
    if (typed.length() >= WHOLE) {
      return typed;
    }
    if (typed.equals(LAST)) {
      return ids(api, Map.of("limit", "1")).stream()
          .findFirst()
          .orElseThrow(() -> new UserError(ExitStatus.USAGE, "there is no job yet"));
    }
    var found = ids(api, Map.of("q", typed, "limit", MANY)).stream()
        .filter(id -> id.startsWith(typed))
        .toList();
    return switch (found.size()) {
      case 0 -> throw new UserError(
          ExitStatus.USAGE,
          "there is no job %s; parallelr jobs ls shows what there is".formatted(typed));
      case 1 -> found.getFirst();
      default -> throw new UserError(
          ExitStatus.USAGE,
          "%s is the beginning of %d ids, such as %s; write more of it".formatted(
              typed, found.size(),
              String.join(", ", found.subList(0, Math.min(SHOWN, found.size())))));
    };
  }

  private static List<String> ids(ServerApi api, Map<String, String> query) {
    return api.getObject(ServerApi.path("/api/jobs", query))
        .objects("jobs")
        .stream()
        .map(job -> new JobView(job).id())
        .toList();
  }
}
