package io.parallelr.daemon;

import io.parallelr.os.CallersLocale;
import io.parallelr.os.ChildProcess;
import io.parallelr.os.Given;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.os.Spawner;
import io.parallelr.task.Reason;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Starts this program once more, detached from the terminal: in a session of its own, with no
/// input and its output in a file, in the root directory so that it keeps no file system busy.
public final class Detached {
  /// Names the directory against which relative paths are taken, as a URI: a property may hold no
  /// bytes that are not UTF-8.
  private static final String DIRECTORY = "parallelr.directory";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final Path ROOT = Path.of("/");
  /// A heap for a process that does next to nothing; the last options count.
  private static final List<String> SMALL = List.of("-Xms4m", "-Xmx32m");
  private final String mainClass;
  private final Path directory;
  private final Path runs;
  private final boolean isKept;

  /// @param mainClass of this program, which separates the words for Java from its own
  /// @param directory against which the new process takes relative paths
  /// @param runs where the directories of runs lie
  /// @param isKept whether it gets a [Keeper], where the system allows it
  public Detached(String mainClass, Path directory, Path runs, boolean isKept) {
    this.isKept = isKept;
    this.mainClass = mainClass;
    this.directory = directory;
    this.runs = runs;
  }

  /// The result of the start.
  public sealed interface Result {
    /// There is no process.
    ///
    /// @param reason as the system gives it
    record Refused(String reason) implements Result {}

    /// It runs, and continues.
    record Running(Startup.Ready ready) implements Result {}

    /// It ended before it was ready.
    ///
    /// @param said what it printed
    record Failed(int status, String said) implements Result {}
  }

  /// The directory against which this process takes relative paths; absolute.
  public static Path directoryOfThisProcess() {
    var named = System.getProperty(DIRECTORY);
    return named == null ? Given.directory() : Path.of(URI.create(named));
  }

  /// Starts it and waits until it is ready or has ended.
  ///
  /// @throws IOException if there is nowhere for it to report its start
  public Result start() throws IOException, InterruptedException {
    var startup = Startup.create(runs);
    try {
      PrivateFiles.makeFile(startup.log());
      var java = java(startup);
      var command = joined(List.of(java, ofThisProgram()));
      if (!Spawner.isSupported()) {
        return launch(command, startup);
      }
      return spawn(
          isKept ? joined(List.of(java, SMALL, List.of(Keeper.class.getName()), command)) : command,
          startup);
    } finally {
      startup.delete();
    }
  }

  private Result spawn(List<String> command, Startup startup)
      throws IOException, InterruptedException {
    var request = new Spawner.Request(
        Path.of(command.getFirst()),
        command,
        CallersLocale.asItIsHere(),
        Set.of(),
        ROOT,
        startup.log(),
        startup.log(),
        false);
    return switch (new Spawner().start(request)) {
      case Spawner.Refused refused ->
        new Result.Refused(command.getFirst() + ": " + refused.description());
      case Spawner.Running(var pid) -> {
        var child = ChildProcess.of(pid);
        while (true) {
          boolean ended = child.awaitEnd(LOOK_AGAIN);
          var ready = startup.look(); // after that: it may have said so and ended since
          if (ready.isPresent()) {
            yield new Result.Running(ready.get());
          }
          if (ended) {
            yield failed(status(child.reap()), startup);
          }
        }
      }
    };
  }

  private static int status(ChildProcess.Exit exit) {
    return switch (exit) {
      case ChildProcess.Exited(var code, _) -> code;
      case ChildProcess.Killed(var signal, _) -> 128 + signal;
    };
  }

  /// Without the system's own calls.
  private static Result launch(List<String> command, Startup startup)
      throws IOException, InterruptedException {
    var log = ProcessBuilder.Redirect.appendTo(NativeText.file(startup.log()));
    var builder = new ProcessBuilder(command)
        .directory(ROOT.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectOutput(log)
        .redirectError(log);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Result.Refused(Reason.withPath(e));
    }
    while (true) {
      boolean ended = process.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      var ready = startup.look();
      if (ready.isPresent()) {
        return new Result.Running(ready.get());
      }
      if (ended) {
        return failed(process.exitValue(), startup);
      }
    }
  }

  private static Result failed(int status, Startup startup) throws IOException {
    var said = Files.exists(startup.log()) ? Files.readString(startup.log()) : "";
    return new Result.Failed(status, said);
  }

  private static List<String> joined(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  /// The class of this program, and its own words.
  private List<String> ofThisProgram() throws IOException {
    var words = commandLine();
    return words.subList(main(words), words.size());
  }

  private int main(List<String> words) throws IOException {
    int main = words.indexOf(mainClass);
    if (main < 0) {
      throw new IOException(
          "this program was not started as %s, so it cannot start itself again"
              .formatted(mainClass));
    }
    return main;
  }

  /// What this process has for Java, with the properties that make it a detached one.
  private List<String> java(Startup startup) throws IOException {
    var words = commandLine();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(words.subList(1, main(words)));
    command.add("-D%s=%s".formatted(Startup.PROPERTY, startup.path().toUri()));
    command.add("-D%s=%s".formatted(DIRECTORY, directory.toUri()));
    return command;
  }

  private static List<String> commandLine() throws IOException {
    if (Files.isReadable(Path.of("/proc/self/cmdline"))) {
      return Given.commandLine();
    }
    var info = ProcessHandle.current().info();
    var words = new ArrayList<>(List.of("java"));
    words.addAll(List.of(info.arguments().orElse(new String[0])));
    return words;
  }
}
