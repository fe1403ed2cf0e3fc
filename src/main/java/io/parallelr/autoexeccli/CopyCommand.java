package io.parallelr.autoexeccli;

import io.parallelr.autoexeccli.ClientOptions.Surroundings;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.OutputPath;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Copies a file or a directory to or from the workspace of a task.
@Command(name = "cp", description = "Copy files to or from the workspace of a task, named as TASK:PATH.")
final class CopyCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin
  final ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "FROM")
  String from = "";

  @Parameters(index = "1", paramLabel = "TO")
  String to = "";

  CopyCommand(Surroundings around) {
    this.around = around;
  }

  /// A place in a workspace.
  private record Remote(String task, String path) {
    static boolean isOne(String text) {
      int colon = text.indexOf(':');
      return colon > 0 && text.indexOf('/') != 0 && !text.substring(0, colon).contains("/");
    }

    static Remote parse(String text) {
      int colon = text.indexOf(':');
      return new Remote(text.substring(0, colon), text.substring(colon + 1));
    }

    String url(String more) {
      return TaskApi.path(task) + "/workspace?path=" + TaskApi.encoded(path + more);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (Remote.isOne(from) == Remote.isOne(to)) {
      throw new UserError(
          ExitStatus.USAGE,
          "one of the two is on the server: name it as TASK:PATH");
    }
    return ClientCommands.use(options, around, api -> {
      if (Remote.isOne(from)) {
        download(api, Remote.parse(from), "", target());
      } else {
        upload(api, ClientOptions.file(around, from), Remote.parse(to));
      }
      return ExitStatus.ALL_SUCCEEDED;
    });
  }

  /// Into a directory that is there, else to a file of that name.
  private Path target() {
    var file = ClientOptions.file(around, to);
    var name = Path.of(Remote.parse(from).path()).getFileName();
    return Files.isDirectory(file) && name != null ? file.resolve(name.toString()) : file;
  }

  private static void download(TaskApi api, Remote remote, String more, Path target)
      throws IOException, InterruptedException {
    try (var reply = api.open(remote.url(more), "*/*")) {
      if (reply.header("Content-Disposition").isPresent()) {
        save(reply.body(), target);
        return;
      }
      var answer = TaskApi.answer(
          new String(reply.body().readAllBytes(), StandardCharsets.UTF_8));
      if (answer.code() != 0) {
        throw ClientOptions.failed(answer.message());
      }
      Files.createDirectories(target);
      for (var file : answer.list("files")) {
        if (file instanceof Map<?, ?> fields) {
          var name = String.valueOf(fields.get("name"));
          download(api, remote, more + '/' + checked(name), target.resolve(name));
        }
      }
    }
  }

  /// A name that stays in the directory, whatever the server says.
  private static String checked(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
      throw ClientOptions
          .failed("the server names a file '%s', which is not a name".formatted(name));
    }
    return name;
  }

  /// Keeps an earlier file until the new one is complete.
  private static void save(InputStream content, Path target) throws IOException {
    OutputPath.of(target)
        .write(AtomicFile.Access.AS_BEFORE, out -> {
          long _ = content.transferTo(out);
        });
  }

  private static void upload(TaskApi api, Path source, Remote remote)
      throws IOException, InterruptedException {
    if (!Files.isReadable(source)) {
      throw new UserError(
          ExitStatus.USAGE,
          "%s: %s".formatted(source, Files.exists(source) ? "cannot be read" : "not found"));
    }
    if (!Files.isDirectory(source)) {
      var directory = remote.path().endsWith("/") || remote.path().isEmpty()
          ? remote.path() + source.getFileName()
          : remote.path();
      upload(api, source, remote, directory);
      return;
    }
    List<Path> files;
    try (var all = Files.walk(source)) {
      files = all.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (var file : files) {
      upload(api, file, remote, remote.path() + '/' + source.relativize(file));
    }
  }

  private static void upload(TaskApi api, Path file, Remote remote, String path)
      throws IOException, InterruptedException {
    var boundary = "parallelr-" + UUID.randomUUID();
    var head = """
        --%s\r
        Content-Disposition: form-data; name="files"; filename="%s"\r
        Content-Type: application/octet-stream\r
        \r
        """.formatted(boundary, path.replace("\\", "\\\\").replace("\"", "\\\""));
    var end = "\r\n--%s--\r\n".formatted(boundary);
    try (var content = Files.newInputStream(file)) {
      var body = new SequenceInputStream(
          Collections.enumeration(List.of(bytes(head), content, bytes(end))));
      api.upload(
          TaskApi.path(remote.task()) + "/workspace",
          "multipart/form-data; boundary=" + boundary,
          body);
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
