package io.parallelr.job;

import io.parallelr.task.Launch;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the task of a step is given.
///
/// @param environment added to the server's own, in the order given
/// @param launch how it is started and ended
public record Setup(Map<String, String> environment, Launch launch) {

  /// Adds nothing.
  public static final Setup DEFAULT = new Setup(Map.of(), Launch.USUAL);

  public Setup {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
