package io.parallelr.flowfile;

import java.util.List;
import java.util.Map;

/// The places of a task and its keys in the file.
///
/// @param task the place of its number
/// @param keys the place of the value of each
/// @param values as they are written
public record Places(Place task, Map<String, Place> keys, Map<String, String> values) {
  public Places {
    keys = Map.copyOf(keys);
    values = Map.copyOf(values);
  }

  /// The place of the value of the first of these keys that the task has; else of the task.
  public Place of(String... any) {
    return List.of(any)
        .stream()
        .filter(keys::containsKey)
        .findFirst()
        .map(this::at)
        .orElse(task);
  }

  /// The place of a number in the list of a key; of the list if the number comes from a variable.
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
