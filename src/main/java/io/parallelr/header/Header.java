package io.parallelr.header;

import io.parallelr.task.Launch;
import io.parallelr.task.Retries;
import io.parallelr.task.SlotShare;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a file says of its task. Empty parts are as for all tasks.
///
/// @param file that says it
/// @param lines in which each key is, counted from 1
/// @param timeout of the task
/// @param retries after its first attempt
/// @param retryDelay before its second attempt
/// @param nice value of its processes
/// @param slots how many it takes at once
/// @param name that it is known by
/// @param after names of the tasks that must have succeeded before it starts
/// @param environment variables that it gets
/// @param shown what it says, for users, without the values of variables
record Header(
    Path file,
    Map<String, Integer> lines,
    Optional<Duration> timeout,
    Optional<Integer> retries,
    Optional<Duration> retryDelay,
    Optional<Integer> nice,
    Optional<Integer> slots,
    Optional<String> name,
    List<String> after,
    Map<String, String> environment,
    String shown) {

  Header {
    lines = Map.copyOf(lines);
    after = List.copyOf(after);
  }

  /// The line that has a key, counted from 1.
  int line(String key) {
    return lines.getOrDefault(key, 1);
  }

  /// A task as the header wants it. Variables that the task has already are more specific,
  /// and stay.
  Task of(Task plain) {
    var variables = new LinkedHashMap<>(environment);
    variables.putAll(plain.environment());
    return new Task(
        plain.sequence(),
        plain.name(),
        plain.input(),
        plain.command(),
        variables,
        timeout.orElse(plain.timeLimit()),
        retries(plain.retries()),
        plain.attempt(),
        launch(plain.launch()));
  }

  private Launch launch(Launch usual) {
    var niced = nice.map(usual::withNice).orElse(usual);
    return slots.map(count -> niced.withShare(SlotShare.of(count))).orElse(niced);
  }

  private Retries retries(Retries usual) {
    return new Retries(
        retries.orElse(usual.count()),
        retryDelay.orElse(usual.delay()),
        usual.maxDelay(),
        usual.firstDelay(),
        usual.on());
  }
}
