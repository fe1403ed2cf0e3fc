package io.parallelr.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the process of a step is given, and how it is ended.
///
/// @param environment added to the server's own, in the order given
public record Setup(Map<String, String> environment, Streams streams, Ending ending) {

  /// Adds nothing.
  public static final Setup DEFAULT = new Setup(Map.of(), Streams.APART, Ending.DEFAULT);

  public Setup {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
