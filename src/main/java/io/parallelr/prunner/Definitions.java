package io.parallelr.prunner;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All pipelines that the files define. Immutable; two are equal if all their pipelines are.
///
/// @param pipelines by name, in the order of names
public record Definitions(Map<String, Pipeline> pipelines) {
  /// No pipelines.
  public static final Definitions NONE = new Definitions(Map.of());

  public Definitions {
    pipelines = Collections.unmodifiableMap(new TreeMap<>(pipelines));
  }

  /// The pipeline of a name, if it is defined.
  public Optional<Pipeline> find(String name) {
    return Optional.ofNullable(pipelines.get(name));
  }

  /// All pipelines, in the order of their names.
  public Collection<Pipeline> all() {
    return pipelines.values();
  }
}
