package io.parallelr.prunner;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Copies maps without losing their order, as `Map.copyOf` does.
final class Maps {
  private Maps() {}

  static <K, V> Map<K, V> copy(Map<K, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
