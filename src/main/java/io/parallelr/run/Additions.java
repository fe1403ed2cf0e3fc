package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.batch.InputException;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tasks that were added to a batch while it ran, as they are recorded in the directory of its
/// run, so that one that resumes it knows them.
///
/// @param tasks paths of files, or lines of arguments
record Additions(List<String> tasks) {
  private static final Logger log = LoggerFactory.getLogger(Additions.class);
  private static final String FILE = "additions.jsonl";
  static final Additions NONE = new Additions(List.of());

  Additions {
    tasks = List.copyOf(tasks);
  }

  /// Those of the runs that this one resumes, each of which has written down those before.
  static Additions of(Optional<ResumeRequest> earlier) {
    for (var run : earlier.map(e -> e.earlier().runs()).orElse(List.of())) {
      var added = read(run.path());
      if (!added.tasks().isEmpty()) {
        return added;
      }
    }
    return NONE;
  }

  private static Additions read(Path run) {
    var tasks = new ArrayList<String>();
    try {
      for (var line : PrivateFiles.read(run.resolve(FILE)).lines().toList()) {
        tasks.addAll(JsonObject.parse(line).texts("tasks"));
      }
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException e) { // the last line may be torn: nobody was told that it was done
      log.warn("added tasks: {} ends early: {}", run.resolve(FILE), Reason.of(e));
    }
    return new Additions(tasks);
  }

  /// The batch with them. Files that are no longer there are left out.
  Batch to(Batch batch) {
    try {
      if (tasks.isEmpty()) {
        return batch;
      }
      return batch.argumentsFiles().isEmpty()
          ? batch.withFiles(tasks.stream().map(NativeText::path).filter(Files::exists).toList())
          : batch.withLines(tasks);
    } catch (InputException e) {
      throw new UserError(
          ExitStatus.USAGE, "tasks that were added to the earlier run: " + e.getMessage(), e);
    }
  }

  /// Records them, durably.
  ///
  /// @param run its directory
  /// @throws IOException if they cannot be written
  void append(Path run) throws IOException {
    var file = run.resolve(FILE);
    if (!Files.exists(file)) {
      PrivateFiles.makeFile(file);
    }
    // not a channel, which an interrupt would close
    try (var out = new FileOutputStream(NativeText.file(file), true)) {
      out.write(JsonText.line(json -> JsonText.strings(json, "tasks", tasks)));
      out.write('\n');
      out.getFD().sync();
    }
  }
}
