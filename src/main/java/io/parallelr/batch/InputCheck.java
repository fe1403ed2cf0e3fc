package io.parallelr.batch;

import io.parallelr.engine.Backend;
import io.parallelr.engine.BackendDecorator;
import io.parallelr.os.WordLimit;
import io.parallelr.task.Outcome;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// Looks at a task's file and arguments just before it runs, and lets it pass or not.
public final class InputCheck implements BackendDecorator {
  private final Backend backend;
  private final Bounds bounds;

  public InputCheck(Backend backend, Bounds bounds) {
    this.backend = backend;
    this.bounds = bounds;
  }

  /// What is allowed.
  ///
  /// @param fileSize of a task file, in bytes; the highest number there is for any
  /// @param argumentLength of each word of a command, in characters; likewise
  public record Bounds(long fileSize, int argumentLength) {}

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public Execution run(Task task, int slot) {
    if (task.launch().settled().isPresent()) {
      return Execution.of(task.launch().settled().get());
    }
    return refusal(task, bounds)
        .map(reason -> Execution.of(new Outcome.NotStarted(reason)))
        .orElseGet(() -> backend.run(task, slot));
  }

  /// Why a task would not pass; empty if it would.
  public static Optional<String> refusal(Task task, Bounds bounds) {
    return settled(task)
        .or(() -> WordLimit.exceededBy(task.command(), task.environment()))
        .or(() -> tooLong(task, bounds))
        .or(() -> task.input().taskFile().flatMap(file -> unfit(file, bounds)));
  }

  private static Optional<String> settled(Task task) {
    return task.launch()
        .settled()
        .flatMap(
            end -> end instanceof Outcome.NotStarted(var reason)
                ? Optional.of(reason)
                : Optional.empty());
  }

  private static Optional<String> tooLong(Task task, Bounds bounds) {
    for (var word : task.command()) {
      if (word.length() > bounds.argumentLength()) {
        return Optional.of(tooLong("argument", word, bounds));
      }
    }
    for (var value : task.environment().values()) {
      if (value.length() > bounds.argumentLength()) {
        return Optional.of(tooLong("value of a variable", value, bounds));
      }
    }
    return Optional.empty();
  }

  private static String tooLong(String what, String text, Bounds bounds) {
    return "%s '%s…' is %d characters long; security.max-argument-length allows %d".formatted(
        what,
        text.substring(0, Math.min(20, text.length())),
        text.length(),
        bounds.argumentLength());
  }

  private static Optional<String> unfit(Path file, Bounds bounds) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return Optional.of("task file is no longer a regular file");
      }
      if (attributes.size() > bounds.fileSize()) {
        return Optional.of(
            "task file has %d bytes; advanced.max-file-size allows %d"
                .formatted(attributes.size(), bounds.fileSize()));
      }
      return Files.isReadable(file)
          ? Optional.empty()
          : Optional.of("task file %s cannot be read: permission denied".formatted(file));
    } catch (NoSuchFileException e) {
      return Optional.of("task file is gone: " + file);
    } catch (IOException e) {
      return Optional.of("task file %s cannot be read: %s".formatted(file, Reason.of(e)));
    }
  }
}
