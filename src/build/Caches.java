import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes the caches of an installation, by running it: see JEP 514.
///
/// @param java the home of the runtime that they are for, and of no other
/// @param destination the installation
record Caches(Path java, Path destination) {
  static Caches ofThisJava(Path destination) {
    return new Caches(Path.of(System.getProperty("java.home")), destination);
  }

  void make() throws IOException, InterruptedException {
    train();
    trainServer();
  }

  /// Runs a batch of flows, and so tasker too, asks for all that can be asked of a run, and records
  /// what the JVM loaded and compiled for it. The record is of use to this very JDK only; others
  /// start without it.
  private void train() throws IOException, InterruptedException {
    var home = Files.createTempDirectory("parallelr-training");
    try {
      var list = Files.writeString(home.resolve("list"), "60\n61\n62\n");
      program(
          home,
          List.of(
              destination.resolve("bin/parallelr").toString(),
              "-A",
              list.toString(),
              "-C",
              "sleep @ARG@",
              "-r",
              "-d"));
      recordRun(
          home,
          destination.resolve("lib/parallelr.aot"),
          List.of("-Xms32m"),
          destination.resolve("lib/parallelr.jar").toString(),
          "io.parallelr.cli.BatchTraining",
          home.toString(),
          destination.resolve("bin/tasker") + " -l " + home + " -r @TASK@");
    } finally {
      Trees.clear(home);
    }
  }

  /// The same for the server and its client, which have more jars. They start without it, too: so the
  /// build does not fail where it cannot be made.
  private void trainServer() throws IOException, InterruptedException {
    var home = Files.createTempDirectory("parallelr-training");
    var cache = destination.resolve("lib/serve.aot");
    try {
      recordRun(
          home,
          cache,
          List.of("-Xms16m", "-Xmx128m"),
          serverClasses(destination),
          "io.parallelr.cli.Training",
          home.toString());
    } catch (IOException e) {
      System.err.println("[WARNING] no cache for the server: " + e.getMessage());
      Files.deleteIfExists(cache);
    } finally {
      Trees.clear(home);
    }
  }

  /// @param words the main class, and its own words
  private void recordRun(Path home, Path cache, List<String> heap, String classes, String... words)
      throws IOException, InterruptedException {
    var arguments = new ArrayList<>(
        List.of(
            "-XX:AOTCacheOutput=" + cache,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // profiles are for the compiler that is switched off; to read them takes time at each start
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTRecordTraining"));
    arguments.addAll(heap);
    arguments.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dparallelr.installation=" + destination,
            "-cp",
            classes));
    arguments.addAll(List.of(words));
    run(home, arguments.toArray(String[]::new));
  }

  /// In the order of the launcher: a cache is for one class path.
  static String serverClasses(Path destination) throws IOException {
    try (var jars = Files.list(destination.resolve("lib/server"))) {
      return Stream
          .concat(
              Stream.of(destination.resolve("lib/parallelr.jar").toString()),
              jars.map(Path::toString).filter(jar -> jar.endsWith(".jar")).sorted())
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  void run(Path home, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(java.resolve("bin/java").toString());
    command.addAll(List.of(arguments));
    program(home, command);
  }

  private void program(Path home, List<String> command) throws IOException, InterruptedException {
    Programs.output(
        Map.of("PARALLELR_HOME", home.toString(), "PARALLELR_JAVA_HOME", java.toString()),
        command.toArray(String[]::new));
  }
}
