package io.parallelr.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a running supervisor is asked to do, as files in the directory of its run: to cancel
/// a task.
record Requests(Path directory) {
  private static final String CANCEL = "cancel-";

  static Requests in(Path run) {
    return new Requests(run.resolve("requests"));
  }

  /// Asks that a task be cancelled.
  ///
  /// @throws IOException if that cannot be written
  void cancel(int sequence) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(CANCEL + sequence), "");
  }

  /// Takes what is asked: the numbers of the tasks to cancel.
  List<Integer> take() throws IOException {
    if (!directory.toFile().isDirectory()) {
      return List.of(); // asked often, and hardly ever there
    }
    var tasks = new ArrayList<Integer>();
    try (var files = Files.newDirectoryStream(directory, CANCEL + "*")) {
      for (var file : files) {
        Files.delete(file);
        var number = file.getFileName().toString().substring(CANCEL.length());
        if (number.matches("\\d{1,9}")) {
          tasks.add(Integer.valueOf(number));
        }
      }
    } catch (NoSuchFileException e) {
      return tasks;
    }
    return tasks;
  }

  /// Takes away the directory.
  void close() throws IOException {
    take();
    Files.deleteIfExists(directory);
  }
}
