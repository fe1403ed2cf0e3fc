package io.parallelr.autoexec;

import io.parallelr.job.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs generated scripts with programs of the test on the search path.
final class ScriptFixture {
  private final Path directory;

  ScriptFixture(Path directory) {
    this.directory = directory;
  }

  Map<String, String> environment() {
    return Map.of("PATH", directory + ":/usr/bin:/bin");
  }

  void program(String name, String text) throws IOException {
    var file = Files.writeString(directory.resolve(name), "#!/bin/bash\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static TaskRequest.Step step(String type, String content) {
    return new TaskRequest.Step(
        "one",
        "",
        Duration.ofMinutes(1),
        false,
        List.of(),
        Map.of(),
        type,
        content,
        "",
        "",
        0,
        Duration.ZERO);
  }

  record Result(int code, String output) {}

  Result run(Work work) throws IOException, InterruptedException {
    if (!(work instanceof Work.Script script)) {
      throw new AssertionError("not a script: " + work);
    }
    var file = Files.writeString(directory.resolve("script"), script.text());
    var builder = new ProcessBuilder("/bin/bash", file.toString())
        .directory(directory.toFile())
        .redirectErrorStream(true);
    builder.environment().putAll(environment());
    builder.environment().put("TASK_WORKSPACE", directory.toString());
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(
        process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
