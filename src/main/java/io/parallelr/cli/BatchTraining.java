package io.parallelr.cli;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs a batch, and asks for all that can be asked of a run, in one process, so that the JVM can
/// record what these load. The build runs it.
public final class BatchTraining {
  private static final int FLOWS = 300;
  private static final String FLOW = """
      task=0
      hostname=localhost
      exec=local
      command=true
      """;
  private static final List<String> WHILE_IT_RUNS = List.of(
      "explain",
      "slots -1",
      "slots +1",
      "pause",
      "unpause",
      "runs",
      "show last",
      "stats last",
      "log last 1",
      "kill --task 1",
      "--list-workers",
      "drain",
      "-k -y");
  private static final List<String> AFTERWARDS = List.of(
      "wait last",
      "runs --json",
      "runs --names",
      "report last",
      "show last",
      "stats last",
      "log last 1",
      "clean --older-than 30d -n",
      "retry last -n",
      "resume last -n");

  private final Main main;
  private final Path home;

  private BatchTraining(Main main, Path home) {
    this.main = main;
    this.home = home;
  }

  /// Runs and asks.
  ///
  /// @param args a directory to work in, which is also the home, and the command for its task files.
  ///   A run of another process must be alive there: no process sees its own locks, which tell that
  public static void main(String[] args) throws IOException {
    var training = new BatchTraining(Main.begin("ended"), Path.of(args[0]));
    System.exit(training.status(args[1]));
  }

  private int status(String command) throws IOException {
    var tasks = Files.createDirectory(home.resolve("tasks"));
    for (int i = 0; i < FLOWS; i++) {
      Files.writeString(tasks.resolve("task" + i), FLOW);
    }
    WHILE_IT_RUNS.forEach(this::ask);
    int batch =
        main.status(new String[]{"-T", NativeText.of(tasks), "-C", command, "-m", "4", "-r"});
    AFTERWARDS.forEach(this::ask);
    return batch;
  }

  private void ask(String words) {
    int _ = main.status(words.split(" "));
  }
}
