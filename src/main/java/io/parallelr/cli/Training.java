package io.parallelr.cli;

import io.parallelr.autoexeccli.AutoExecFlowMain;
import io.parallelr.os.NativeText;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import io.parallelr.run.ExitStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs a server and clients of it in one process, so that the JVM can record what both load. The
/// build runs it.
public final class Training {
  private static final String PIPELINE = """
      pipelines:
        training:
          concurrency: 4
          variables:
            name:
              type: string
          tasks:
            first:
              script: ['echo {{ .name }}', 'true']
            second:
              depends_on: [first]
              script: ['true']
      """;
  private static final String TASK = """
      name: training
      env: {A: b}
      step:
      - {name: first, type: sh, content: echo $A}
      - {name: second, type: bash, content: "true", rule: "env.A == 'b'", action: allow}
      - {name: third, type: mkdir, content: "path: x/y"}
      """;
  private static final int ROUNDS = 20;
  private static final int MOST_LOOKS = 3_000;
  private static final int PAUSE = 10; // milliseconds

  private final Main main;
  private final Path home;

  private Training(Main main, Path home) {
    this.main = main;
    this.home = home;
  }

  /// Serves and asks.
  ///
  /// @param args a directory to work in, which is also the home
  public static void main(String[] args) throws IOException, InterruptedException {
    // begun as Main begins, which would end this process with the first command
    var training = new Training(Main.begin("ended"), Path.of(args[0]));
    System.exit(training.status());
  }

  private int status() throws IOException, InterruptedException {
    Files.writeString(home.resolve("pipelines.yml"), PIPELINE);
    int[] status = {ExitStatus.INTERNAL};
    var server = Thread.ofPlatform().start(() -> status[0] = serve());
    var log = home.resolve("serve/server.log");
    for (int i = 0; i < MOST_LOOKS && !text(log).contains("http://"); i++) {
      Thread.sleep(PAUSE);
    }
    int asked = ask(address(text(log)));
    boolean _ = Processes.signal(
        Math.toIntExact(ProcessHandle.current().pid()), Signals.SIGTERM, () -> true);
    server.join();
    return Math.max(Math.max(asked, status[0]), runTask());
  }

  /// Loads what the server of tasks and its client need.
  private int runTask() throws IOException {
    var file = Files.writeString(home.resolve("task.yaml"), TASK);
    return AutoExecFlowMain.status(main.deaths(), "client", "run", "--local", NativeText.of(file));
  }

  private int serve() {
    return main.status(
        new String[]{"serve", "--address", "127.0.0.1:0", "--path", NativeText.of(home)});
  }

  private static String text(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static String address(String log) {
    int begin = log.indexOf("http://");
    return log.substring(begin, log.indexOf(' ', begin));
  }

  private int ask(String url) throws IOException, InterruptedException {
    int worst = 0;
    try (var client = HttpClient.newHttpClient()) {
      for (int i = 0; i < ROUNDS; i++) {
        worst = Math.max(
            worst,
            jobs("run", "training", "-v", "name=a", i == 0 ? "--follow" : "--wait"));
        var request = HttpRequest.newBuilder(URI.create(url + "/healthz")).build();
        var _ = client.send(request, HttpResponse.BodyHandlers.discarding());
      }
    }
    worst = Math.max(worst, jobs("ls"));
    worst = Math.max(worst, jobs("show", "last"));
    worst = Math.max(worst, jobs("logs", "last", "first"));
    worst = Math.max(worst, jobs("token"));
    return Math.max(worst, jobs("pipelines", "--url", url, "--token", "none") - ExitStatus.USAGE);
  }

  private int jobs(String... words) {
    var all = new String[words.length + 1];
    all[0] = "jobs";
    System.arraycopy(words, 0, all, 1, words.length);
    return main.status(all);
  }
}
