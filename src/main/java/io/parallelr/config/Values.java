package io.parallelr.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A value for each key, of its type, with its origin. For one thread.
final class Values {
  private final Map<String, Entry<?>> entries = new LinkedHashMap<>();

  /// @param origin file and line, variable or option
  record Entry<T>(T value, String origin) {}

  <T> void put(Key<T> key, T value, String origin) {
    entries.put(key.path(), new Entry<>(value, origin));
  }

  /// The value of a key; each has one once the defaults are in.
  <T> T get(Key<T> key) {
    return entry(key).orElseThrow(() -> new IllegalStateException(key.path() + " has no value"))
        .value();
  }

  @SuppressWarnings("unchecked") // put lets in nothing else
  <T> Optional<Entry<T>> entry(Key<T> key) {
    @Nullable
    Entry<T> entry = (Entry<T>) entries.get(key.path());
    return Optional.ofNullable(entry);
  }
}
