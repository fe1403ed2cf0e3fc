package io.parallelr.run;

import io.parallelr.daemon.ControlAnswer;
import io.parallelr.daemon.ControlRequest;
import io.parallelr.engine.Situation;
import io.parallelr.os.NativeText;
import io.parallelr.queue.QueueDirectory;
import io.parallelr.queue.Selection;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A watched directory while it is served.
///
/// @param settle how long a file must stand still
/// @param isPaused whether no files are taken for a while
record QueueControl(
    QueueDirectory queue,
    Selection selection,
    Duration settle,
    BooleanSupplier isPaused,
    InstantSource clock) implements WorkControl {
  @Override
  public Optional<Long> total() {
    return Optional.empty();
  }

  @Override
  public ControlAnswer add(ControlRequest.Add request) {
    return ControlAnswer.refused(
        "it serves a directory: put files into %s to have them run"
            .formatted(NativeText.of(queue.path())));
  }

  @Override
  public List<Task> find(String name) {
    return List.of(); // the engine knows those that run
  }

  @Override
  public Optional<String> waitsFor() {
    return isPaused.getAsBoolean()
        ? Optional.of("stop limit: too many tasks have failed; taken up after queue.resume-after")
        : Optional.empty();
  }

  @Override
  public String unknown(String name, Optional<String> reason) {
    var file = NativeText.resolve(queue.path(), name);
    if (!Files.isRegularFile(file)) {
      return "no file '%s' waits in %s".formatted(name, NativeText.of(queue.path()));
    }
    if (!selection.isTask(NativeText.nameOf(file))) {
      return "'%s' is not taken: queue.ignore or --file-extension leaves it out".formatted(name);
    }
    return left(file)
        .map(
            time -> "'%s' waits: settle time, it has to stand still for another %s s"
                .formatted(name, Situation.seconds(time)))
        .orElseGet(
            () -> "'%s' waits: %s".formatted(
                name, reason.orElse("order, others are taken before it")));
  }

  private Optional<Duration> left(Path file) {
    try {
      var age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
      return Optional.of(settle.minus(age)).filter(Duration::isPositive);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
