package io.parallelr.autoexec;

import io.parallelr.autoexec.Envelope.Answer;
import io.parallelr.http.Exchange;
import io.parallelr.http.FileAnswer;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import io.parallelr.workspace.InvalidPathException;
import io.parallelr.workspace.QuotaException;
import io.parallelr.workspace.Workspace;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes for what is in the workspaces of tasks.
final class WorkspaceRoutes {
  private static final String PATH = "/api/v1/task/{task}/workspace";
  private static final String FIELD = "files";

  private final Tasks tasks;
  private final Workspaces workspaces;
  private final Uploads uploads;
  private final Envelope envelope;

  WorkspaceRoutes(Tasks tasks, Workspaces workspaces, Uploads uploads, Envelope envelope) {
    this.tasks = tasks;
    this.workspaces = workspaces;
    this.uploads = uploads;
    this.envelope = envelope;
  }

  Routes routes(Guard guard) {
    return new Routes()
        .guard(guard)
        .errors(envelope.errors())
        .get(PATH, this::show)
        .add("POST", PATH, Uploads.LARGEST, envelope.answering(this::upload))
        .delete(PATH, envelope.answering(this::delete));
  }

  private Workspace workspace(Exchange exchange) throws RefusedException, IOException {
    Rights.require(exchange, Rights.FILES);
    return workspaces.of(tasks.stored().requireRow(exchange.parameter("task")).head().name());
  }

  private static String path(Exchange exchange) {
    return exchange.query("path").orElse("");
  }

  /// Does something with a path; what is wrong with that is answered.
  private interface Use<T> {
    T of(String path) throws IOException;
  }

  private static <T> T use(Exchange exchange, Use<T> use) throws RefusedException, IOException {
    var path = path(exchange);
    try {
      return use.of(path);
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new RefusedException(Reply.NO_DATA, "there is no file %s".formatted(path));
    } catch (InvalidPathException | QuotaException e) {
      throw new RefusedException(Reply.FAILED, Reason.of(e));
    } catch (FileSystemException e) {
      throw new RefusedException(Reply.FAILED, Reason.of(e));
    }
  }

  private void show(Exchange exchange) throws Exception {
    try {
      var workspace = workspace(exchange);
      switch (use(exchange, workspace::find)) {
        case Workspace.Found.Directory(var entries) ->
          envelope.send(exchange, Answer.of(Reply.SUCCESS, json(entries)));
        case Workspace.Found.File(var content) -> {
          try (content) {
            send(exchange, content);
          }
        }
      }
    } catch (RefusedException e) {
      envelope.send(exchange, Envelope.refused(e));
    }
  }

  private static void send(Exchange exchange, Workspace.Content content)
      throws IOException, InterruptedException {
    var name = URLEncoder.encode(
        new String(NativeText.bytes(content.name()), StandardCharsets.UTF_8),
        StandardCharsets.UTF_8)
        .replace("+", "%20");
    exchange.setHeader(
        "Content-Disposition",
        "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(
            content.name().replaceAll("[^ -~]|[\"\\\\]", "_"), name));
    FileAnswer.send(
        exchange,
        content.bytes(),
        content.size(),
        content.modified(),
        "application/octet-stream");
  }

  private static Map<String, @Nullable Object> json(List<Workspace.Entry> entries) {
    var files = new ArrayList<Map<String, @Nullable Object>>();
    for (var entry : entries) {
      Map<String, @Nullable Object> file = new LinkedHashMap<>();
      file.put("name", entry.name());
      file.put("path", entry.path());
      file.put("size", entry.size());
      file.put("mode", entry.mode());
      file.put("modTime", Envelope.nanos(entry.modified()));
      file.put("isDir", entry.isDirectory());
      files.add(file);
    }
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("total", files.size());
    data.put("files", files.isEmpty() ? null : files);
    return data;
  }

  private Answer upload(Exchange exchange) throws RefusedException, IOException {
    var workspace = workspace(exchange);
    uploads.requireSpace();
    int[] count = {0};
    try {
      use(exchange, path -> {
        exchange.multipart((field, file, content) -> {
          if (field.equals(FIELD) && file.isPresent()) {
            count[0]++;
            workspace.write(path + '/' + file.get(), content, true);
          }
        });
        return path;
      });
    } catch (HttpError e) {
      if (e.status() != 400) {
        throw e;
      }
      throw new RefusedException(Reply.FAILED, e.text());
    }
    if (count[0] == 0) {
      throw new RefusedException(Reply.FAILED, "files is null");
    }
    return Answer.of(Reply.SUCCESS, null);
  }

  private Answer delete(Exchange exchange) throws RefusedException, IOException {
    var workspace = workspace(exchange);
    use(exchange, path -> {
      workspace.delete(path);
      return path;
    });
    return Answer.of(Reply.SUCCESS, null);
  }
}
