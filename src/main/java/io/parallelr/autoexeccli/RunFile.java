package io.parallelr.autoexeccli;

import io.parallelr.autoexeccli.ClientOptions.Surroundings;
import io.parallelr.engine.Threads;
import io.parallelr.http.Client;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs the task that a file describes.
@Command(name = "run", description = "Run the task that a file describes, in JSON or YAML.")
final class RunFile implements Callable<Integer> {
  private static final String SOCKET = "AutoExecFlow.sock";
  private static final int INTERRUPTED = 130; // as shells say it of SIGINT

  private final Surroundings around;
  private final PrintStream out;
  private final Supplier<TaskServer.Host> host;

  @Mixin
  final ClientOptions options = new ClientOptions();

  @Option(names = {"-f",
      "--follow"}, description = "Show what it prints until it has ended; the exit status says how it has ended")
  boolean follows;

  @Option(names = "--local", description = "Run it in this process, without a server; implies --follow")
  boolean isLocal;

  @Option(names = "--keep", paramLabel = "DIRECTORY", defaultValue = "", description = "With --local: keep the workspace and the logs there")
  String keep = "";

  @Parameters(paramLabel = "FILE", description = "- for standard input")
  String file = "";

  /// @param host what a server in this process has
  RunFile(Surroundings around, PrintStream out, Supplier<TaskServer.Host> host) {
    this.around = around;
    this.out = out;
    this.host = host;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var body = read();
    if (isLocal) {
      return local(body);
    }
    return ClientCommands.use(options, around, api -> run(api, body));
  }

  private byte[] read() {
    try {
      return file.equals("-")
          ? System.in.readAllBytes()
          : Files.readAllBytes(ClientOptions.file(around, file));
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
    }
  }

  private int run(TaskApi api, byte[] body) throws IOException, InterruptedException {
    var name = file.toLowerCase(Locale.ROOT);
    var type = name.endsWith(".json")
        ? "application/json"
        : name.endsWith(".yaml") || name.endsWith(".yml")
            ? "application/yaml"
            : "application/octet-stream";
    var task = api.create(body, type);
    if (!follows && !isLocal) {
      out.println(task);
      return ExitStatus.ALL_SUCCEEDED;
    }
    return new TaskWatch(api, task, "", out, System.err).run();
  }

  private int local(byte[] body) throws IOException, InterruptedException {
    var root = keep.isEmpty()
        ? Files.createTempDirectory("autoexecflow")
        : ClientOptions.file(around, keep);
    var settings = CommandLine.populateCommand(
        new ServerOptions(),
        "--root_dir=" + NativeText.of(root),
        "--addr=unix://" + NativeText.of(root.resolve(SOCKET)),
        "--aef-open",
        "--log_output=file",
        "--log_level=warn");
    Files.createDirectories(root);
    ServerLog.start(settings, root);
    var server = TaskServer.local(settings, host.get());
    RuntimeException[] problem = {null};
    var thread = Threads.start("server", () -> {
      try {
        server.run();
      } catch (IOException e) {
        problem[0] = new UserError(ExitStatus.INTERNAL, Reason.withPath(e), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        problem[0] = e;
      }
    });
    try {
      if (!server.awaitReady(thread)) {
        throw Optional.ofNullable(problem[0])
            .orElseGet(() -> new UserError(ExitStatus.INTERNAL, "the server has not started"));
      }
      try (var api = new TaskApi(
          Client.of(new Client.Server.Socket(root.resolve(SOCKET)), Optional.empty()))) {
        return run(api, body);
      } catch (IOException e) {
        thread.join(Duration.ofSeconds(1));
        if (thread.isAlive()) {
          throw e;
        }
        throw Optional.ofNullable(problem[0])
            .orElseGet(() -> new UserError(INTERRUPTED, "interrupted", e));
      }
    } finally {
      server.stop();
      thread.join();
      tidy(root);
    }
  }

  private void tidy(Path root) throws IOException {
    if (keep.isEmpty()) {
      FileUtils.deleteDirectory(root.toFile());
    }
  }
}
