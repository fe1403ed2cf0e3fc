package io.parallelr.batch;

import io.parallelr.engine.Backend;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// Looks at a task's file and arguments just before it runs, and lets it pass or not.
///
/// @param maxFileSize of a task file, in bytes
/// @param maxArgumentLength of each word of a command, in characters
public record InputCheck(Backend backend, long maxFileSize, int maxArgumentLength)
    implements
      Backend {

  @Override
  public Execution run(Task task, int slot) {
    return tooLong(task)
        .or(() -> task.input().taskFile().flatMap(this::unfit))
        .map(reason -> Execution.of(new Outcome.NotStarted(reason)))
        .orElseGet(() -> backend.run(task, slot));
  }

  private Optional<String> tooLong(Task task) {
    for (var word : task.command()) {
      if (word.length() > maxArgumentLength) {
        return Optional.of(tooLong("argument", word));
      }
    }
    for (var value : task.environment().values()) {
      if (value.length() > maxArgumentLength) {
        return Optional.of(tooLong("value of a variable", value));
      }
    }
    return Optional.empty();
  }

  private String tooLong(String what, String text) {
    return "%s '%s…' is %d characters long; security.max-argument-length allows %d".formatted(
        what,
        text.substring(0, Math.min(20, text.length())),
        text.length(),
        maxArgumentLength);
  }

  private Optional<String> unfit(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return Optional.of("task file is no regular file any more");
      }
      if (attributes.size() > maxFileSize) {
        return Optional.of(
            "task file has %d bytes; advanced.max-file-size allows %d"
                .formatted(attributes.size(), maxFileSize));
      }
      return Files.isReadable(file)
          ? Optional.empty()
          : Optional.of("task file cannot be read: permission denied");
    } catch (NoSuchFileException e) {
      return Optional.of("task file is gone: " + file);
    } catch (IOException e) {
      return Optional.of("task file cannot be read: " + e.getMessage());
    }
  }
}
