package io.parallelr.prunner;

import java.util.List;
import java.util.Map;

/// What runs after a job has failed, as a task named [#NAME].
///
/// @param script its items, as those of a task
/// @param environment of the handler, as given
public record ErrorHandler(List<String> script, Map<String, String> environment) {
  /// The name of its task.
  public static final String NAME = "on_error";

  public ErrorHandler {
    script = List.copyOf(script);
    environment = Maps.copy(environment);
  }
}
