package io.parallelr.serve;

import io.parallelr.job.StepId;
import io.parallelr.job.Work;
import io.parallelr.os.NativeText;
import io.parallelr.os.SearchPath;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes the scripts of steps, and makes the command lines that run them. For any threads.
final class ScriptFiles {
  private final StepTypes types;
  private final ItemsDriver driver;
  private final JobFiles files;
  private final SearchPath path;

  ScriptFiles(StepTypes types, ItemsDriver driver, JobFiles files, SearchPath path) {
    this.types = types;
    this.driver = driver;
    this.files = files;
    this.path = path;
  }

  /// A script that can be run, or not.
  sealed interface Prepared {
    record Command(List<String> words) implements Prepared {}

    record Impossible(String reason) implements Prepared {}
  }

  /// Writes a script for one attempt.
  ///
  /// @param directory in which it runs
  Prepared prepare(StepId step, Work.Script script, Path directory) throws IOException {
    return switch (types.way(script.type())) {
      case StepTypes.Way.Missing(var reason) -> new Prepared.Impossible(reason);
      case StepTypes.Way.Shell(var shell, var preparation) -> {
        var items = new ArrayList<>(preparation);
        items.add(script.text());
        yield new Prepared.Command(
            driver.prepare(files.items(step), new Items(items, directory, false, shell)).words());
      }
      case StepTypes.Way.Program(var type) -> program(step, type, script.text(), directory);
    };
  }

  private Prepared program(StepId step, StepType type, String text, Path directory)
      throws IOException {
    var own = files.items(step);
    var file = own.resolve("script" + type.suffix());
    List<String> words;
    try {
      words = type.command(file);
    } catch (Exception e) { // of a plugin
      return new Prepared.Impossible("step type %s: %s".formatted(type.name(), Reason.of(e)));
    }
    if (path.find(words.getFirst(), directory).isEmpty()) {
      return new Prepared.Impossible(
          "%s not found; steps of type %s need it".formatted(words.getFirst(), type.name()));
    }
    return new Prepared.Command(driver.prepare(own, file, NativeText.bytes(text), words));
  }
}
