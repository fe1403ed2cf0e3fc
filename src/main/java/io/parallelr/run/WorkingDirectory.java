package io.parallelr.run;

import io.parallelr.batch.AbsolutePath;
import io.parallelr.batch.ShellWords;
import io.parallelr.local.TaskDirectory;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import io.parallelr.task.Task;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where tasks run.
public sealed interface WorkingDirectory {

  /// A directory for all, by default the one where parallelr was started.
  record Given(Path directory) implements WorkingDirectory {}

  /// The directory of each task's file.
  ///
  /// @param otherwise for tasks without a file that stays where it is
  record OfTask(Path otherwise) implements WorkingDirectory {}

  /// A directory of parallelr's for all.
  record Shared(Path directory) implements WorkingDirectory {}

  /// One of parallelr's for each slot.
  record OfSlot(Path parent) implements WorkingDirectory {}

  /// What the user asked for by `--chdir` or the configuration.
  static WorkingDirectory of(ResolvedRun run) {
    var asked = run.settings().execution().workingDirectory();
    var spec = run.spec();
    return switch (asked) {
      case "task" -> {
        if (spec.sources().isEmpty()) {
          throw usage(
              "--chdir task: lines of an arguments file have no directory; give a template file with "
                  + "-T, or name a directory");
        }
        // files of a queue are moved while they run
        var start = spec.directory();
        yield spec.watch()
            ? new Given(AbsolutePath.of(NativeText.resolve(start, spec.sources().getFirst())))
            : new OfTask(start);
      }
      case "workspace" -> new Shared(run.installation().workspace());
      case "slot" -> new OfSlot(run.installation().workspace());
      default -> new Given(existing(path(spec.directory(), asked), isOfEarlier(run, asked)));
    };
  }

  private static boolean isOfEarlier(ResolvedRun run, String asked) {
    return run.earlier().filter(e -> e.earlier().workingDirectory().equals(asked)).isPresent();
  }

  private static Path path(Path start, String asked) {
    try {
      return AbsolutePath.of(NativeText.resolve(start, asked));
    } catch (InvalidPathException e) {
      throw usage("working directory %s is not a path: %s".formatted(asked, e.getReason()));
    }
  }

  private static Path existing(Path directory, boolean isOfEarlier) {
    var ofEarlier = isOfEarlier ? ", where the earlier run ran its tasks," : "";
    if (!Files.isDirectory(directory)) {
      throw usage(
          Files.exists(directory)
              ? "working directory %s%s is not a directory; name one with --chdir"
                  .formatted(directory, ofEarlier)
              : "working directory %s%s does not exist; create it, or name another with --chdir"
                  .formatted(directory, ofEarlier));
    }
    if (!Files.isExecutable(directory)) {
      throw usage(
          "working directory %s%s cannot be entered: permission denied; name another with --chdir"
              .formatted(directory, ofEarlier));
    }
    return directory;
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }

  /// How it is recorded: an absolute path, or the word that asks for it.
  default String recorded() {
    return switch (this) {
      case Given(var directory) -> NativeText.of(directory);
      case OfTask _ -> "task";
      case Shared _ -> "workspace";
      case OfSlot _ -> "slot";
    };
  }

  /// In words.
  default String description() {
    return switch (this) {
      case Given(var directory) -> NativeText.of(directory);
      case OfTask _ -> "the directory of each task's file";
      case Shared(var directory) -> NativeText.of(directory);
      case OfSlot(var parent) -> "a directory for each slot in " + NativeText.of(parent);
    };
  }

  /// The one for all; empty where each task or slot has its own.
  default Optional<Path> ofAll() {
    return switch (this) {
      case Given(var directory) -> Optional.of(directory);
      case Shared(var directory) -> Optional.of(directory);
      case OfTask _,OfSlot _ -> Optional.empty();
    };
  }

  /// What makes it for those that run.
  default TaskDirectory workspace(long supervisor) {
    return switch (this) {
      case Given(var directory) -> new TaskDirectory.Given(directory);
      case OfTask(var otherwise) -> new TaskDirectory.OfTask(otherwise);
      case Shared(var directory) -> new TaskDirectory.Shared(directory);
      case OfSlot(var parent) -> new TaskDirectory.PerSlot(parent, supervisor);
    };
  }

  /// Whether tasks run where a shell that runs their commands is.
  default boolean is(Path directory) {
    return equals(new Given(directory));
  }

  /// A line for a shell that runs a task's command there.
  default String inShell(Task task, String line) {
    return switch (this) {
      case Given(var directory) -> inShell(directory, line);
      case OfTask(var otherwise) ->
        inShell(task.input().taskFile().map(Path::getParent).orElse(otherwise), line);
      case Shared(var directory) -> "(mkdir -p %1$s && cd %1$s && %2$s)"
          .formatted(ShellWords.show(List.of(NativeText.of(directory))), line);
      case OfSlot _ -> "(cd \"$(mktemp -d)\" && %s)".formatted(line);
    };
  }

  private static String inShell(Path directory, String line) {
    return "(cd %s && %s)".formatted(ShellWords.show(List.of(NativeText.of(directory))), line);
  }

  /// Its description on one line.
  default String shown() {
    return Printable.of(description());
  }
}
