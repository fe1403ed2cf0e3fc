package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The packaged product, run as a user does: its launcher in a child process, in a home of its own.
/// Tests get one from [ProductExtension].
final class Product {
  private static final Path DISTRIBUTION = Path.of(System.getProperty("distribution.directory"));
  private final Path directory;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /// @param directory where it runs; its home is in it
  Product(Path directory) {
    this.directory = directory;
    environment.put("PARALLELR_HOME", home().toString());
  }

  /// What a run printed and said.
  record Finished(int status, String stdout, String stderr) {}

  /// One that runs.
  record Started(Process process, Path stdout, Path stderr) {
    Finished finish() throws IOException, InterruptedException {
      int status = process.waitFor();
      return new Finished(status, Files.readString(stdout, UTF_8), Files.readString(stderr, UTF_8));
    }

    void signal(String name) throws IOException, InterruptedException {
      Product.signal(name, process.pid());
    }
  }

  static void signal(String name, long pid) throws IOException, InterruptedException {
    assertThat(pid).as("0 is all of this process group").isGreaterThan(1);
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  /// Whether a process has not ended; a zombie has.
  static boolean runs(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  /// Makes the slot files look as if the supervisors had been killed just when they started what
  /// runs: they had no time to write the numbers of the processes.
  void forgetNumbersOfTasks() throws IOException {
    try (var runs = Files.newDirectoryStream(home().resolve("runs"), "[0-9]*")) {
      for (var run : runs) {
        var slots = run.resolve("slots");
        var lines = new ArrayList<String>();
        for (var line : Files.readAllLines(slots)) {
          var pid = line.strip();
          lines.add(pid.equals("0") ? line : "%11d".formatted(-sequence(pid)));
        }
        Files.write(slots, lines);
      }
    }
  }

  private static int sequence(String pid) throws IOException {
    var variable = "PARALLELR_SEQ=";
    return Arrays.stream(Files.readString(Path.of("/proc/" + pid + "/environ")).split("\0", -1))
        .filter(entry -> entry.startsWith(variable))
        .mapToInt(entry -> Integer.parseInt(entry.substring(variable.length())))
        .findFirst()
        .orElseThrow();
  }

  /// Starts a run detached; returns the number of its process.
  int detach(String... arguments) throws IOException, InterruptedException {
    var started = run(Stream.concat(Stream.of(arguments), Stream.of("-d")).toArray(String[]::new));
    assertThat(started.status()).as(started.stderr()).isZero();
    return Integer.parseInt(started.stdout().split(" ", 3)[1]);
  }

  /// Ends what a test has left running.
  void endAll() throws IOException, InterruptedException {
    run("-k", "-y");
  }

  /// How many summaries the journal of a run has: one, when it is over.
  long summaries(Path run) throws IOException {
    try (var lines = Files.lines(run.resolve("results.jsonl"))) {
      return lines.filter(line -> line.startsWith("{\"type\":\"summary\"")).count();
    }
  }

  /// Where it runs; its home is in it.
  Path directory() {
    return directory;
  }

  /// A file in the directory where it runs, or that itself for an empty name.
  Path file(String name) {
    return directory.resolve(name);
  }

  Path home() {
    return file("home");
  }

  /// The path of one of its programs.
  static String program(String name) {
    return launcher().resolveSibling(name).toString();
  }

  static Path launcher() {
    return DISTRIBUTION.resolve("bin/parallelr");
  }

  Product with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Product without(String variable) {
    environment.remove(variable);
    return this;
  }

  Finished run(String... arguments) throws IOException, InterruptedException {
    return start(arguments).finish();
  }

  Started start(String... arguments) throws IOException {
    return startCommand(
        Stream.concat(Stream.of(launcher().toString()), Stream.of(arguments)).toList());
  }

  /// Runs one of its programs.
  Finished command(String program, String... arguments)
      throws IOException, InterruptedException {
    return startCommand(
        Stream.concat(Stream.of(program(program)), Stream.of(arguments)).toList()).finish();
  }

  Started startCommand(List<String> command) throws IOException {
    var stdout = Files.createTempFile(directory, "out", "");
    var stderr = Files.createTempFile(directory, "err", "");
    var builder = new ProcessBuilder(new ArrayList<>(command))
        .directory(directory.toFile())
        .redirectOutput(stdout.toFile())
        .redirectError(stderr.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PARALLELR_"));
    builder.environment().putAll(environment);
    return new Started(builder.start(), stdout, stderr);
  }

  /// Runs a shell command on a terminal of its own, where `parallelr` is this product; returns what
  /// came to the screen.
  String onTerminal(String command) throws IOException, InterruptedException {
    var path = launcher().getParent() + ":" + System.getenv("PATH");
    return startCommand(
        List.of("env", "PATH=" + path, "script", "-qec", command, "/dev/null")).finish().stdout();
  }

  /// A task file in the directory `tasks`.
  Path task(String name, String script) throws IOException {
    var tasks = Files.createDirectories(directory.resolve("tasks"));
    return Files.writeString(tasks.resolve(name), script + "\n");
  }

  Path latestRun() throws IOException {
    return home().resolve("runs/latest").toRealPath();
  }

  /// The lines of a type in the newest journal.
  List<JsonNode> journal(String type) throws IOException {
    var mapper = new JsonMapper();
    return Files.readAllLines(latestRun().resolve("results.jsonl"))
        .stream()
        .map(mapper::readTree)
        .filter(line -> line.get("type").asString().equals(type))
        .toList();
  }

  /// Status of each task in the newest journal by the name of its file.
  Map<String, String> statuses() throws IOException {
    var statuses = new LinkedHashMap<String, String>();
    for (var line : journal("task")) {
      if (line.get("final").asBoolean()) {
        var name = Path.of(line.get("task").asString()).getFileName();
        statuses.put(String.valueOf(name), line.get("status").asString());
      }
    }
    return statuses;
  }
}
