package io.parallelr.flowfile;

import java.util.List;
import java.util.Map;

/// Where a task and its keys stand in the file.
///
/// @param task where its number stands
/// @param keys where the value of each begins
/// @param values as they are written
public record Places(Place task, Map<String, Place> keys, Map<String, String> values) {
  public Places {
    keys = Map.copyOf(keys);
    values = Map.copyOf(values);
  }

  /// Of the value of the first of these keys that there is, else of the task.
  public Place of(String... any) {
    return List.of(any)
        .stream()
        .filter(keys::containsKey)
        .findFirst()
        .map(this::at)
        .orElse(task);
  }

  /// Of a number in the list that a key holds, if it stands there itself; else of the list.
  Place of(int number, String... any) {
    for (var key : any) {
      int from = 0;
      for (var element : values.getOrDefault(key, "").split(",", -1)) {
        if (element.strip().matches("0*" + number)) {
          return at(key).plus(from + element.length() - element.stripLeading().length());
        }
        from += element.length() + 1;
      }
    }
    return of(any);
  }

  private Place at(String key) {
    return keys.getOrDefault(key, task);
  }
}
