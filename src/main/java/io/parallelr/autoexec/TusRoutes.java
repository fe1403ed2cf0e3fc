package io.parallelr.autoexec;

import io.parallelr.http.Exchange;
import io.parallelr.http.FileAnswer;
import io.parallelr.http.Guard;
import io.parallelr.http.Handler;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.task.Reason;
import io.parallelr.workspace.InvalidPathException;
import io.parallelr.workspace.QuotaException;
import io.parallelr.workspace.Workspace;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Uploads that can be resumed, into the workspaces of tasks: the protocol
/// [tus](https://tus.io/protocols/resumable-upload) 1.0.0 with the extensions `creation`,
/// `creation-with-upload`, `expiration` and `termination`. The metadata `taskid` and `filename` say
/// where a file goes once it is complete.
final class TusRoutes {
  private static final String BASE = "/api/v1/files";
  private static final String UPLOAD = BASE + "/{task}/{id}";
  private static final String VERSION = "1.0.0";
  private static final String TYPE = "application/offset+octet-stream";
  private static final List<String> EXTENSIONS =
      List.of("creation", "creation-with-upload", "expiration", "termination");

  private final Tasks tasks;
  private final Workspaces workspaces;
  private final Uploads uploads;
  private final String prefix;

  /// @param prefix before all paths
  TusRoutes(Tasks tasks, Workspaces workspaces, Uploads uploads, String prefix) {
    this.tasks = tasks;
    this.workspaces = workspaces;
    this.uploads = uploads;
    this.prefix = prefix;
  }

  Routes routes(Guard guard) {
    var routes = new Routes().guard(guard, BASE);
    for (var base : List.of(BASE, BASE + "/")) {
      routes.add("POST", base, Uploads.LARGEST, checked(this::create))
          .add("OPTIONS", base, this::options);
    }
    return routes.add("HEAD", UPLOAD, checked(this::head))
        .add("PATCH", UPLOAD, Uploads.LARGEST, checked(this::patch))
        .add("DELETE", UPLOAD, checked(this::delete))
        .add("OPTIONS", UPLOAD, this::options)
        .get(UPLOAD, this::get);
  }

  private Handler checked(Handler handler) {
    return exchange -> {
      exchange.setHeader("Tus-Resumable", VERSION);
      Rights.require(exchange, Rights.FILES);
      if (!exchange.header("Tus-Resumable").filter(VERSION::equals).isPresent()) {
        exchange.setHeader("Tus-Version", VERSION);
        throw new HttpError(412, "the header Tus-Resumable must be " + VERSION);
      }
      handler.handle(exchange);
    };
  }

  private void options(Exchange exchange) throws IOException {
    exchange.setHeader("Tus-Resumable", VERSION);
    exchange.setHeader("Tus-Version", VERSION);
    exchange.setHeader("Tus-Extension", String.join(",", EXTENSIONS));
    exchange.setHeader("Tus-Max-Size", String.valueOf(Uploads.LARGEST));
    exchange.sendEmpty(204);
  }

  private void create(Exchange exchange) throws IOException {
    if (exchange.header("Upload-Concat").isPresent()) {
      throw new HttpError(400, "this server does not put uploads together (Upload-Concat)");
    }
    var metadata = metadata(exchange.header("Upload-Metadata").orElse(""));
    var task = required(metadata, "taskid");
    if (tasks.stored().row(task).isEmpty()) {
      throw new HttpError(404, "task not found");
    }
    long size = number(exchange, "Upload-Length");
    if (size > Uploads.LARGEST) {
      throw new HttpError(413, "an upload may have %,d bytes at most".formatted(Uploads.LARGEST));
    }
    var file = required(metadata, "filename");
    into(task, workspace -> workspace.requireRoom(file, size));
    var upload = uploads.begin(task, file, size);
    exchange.setHeader(
        "Location",
        "%s%s/%s/%s".formatted(
            prefix,
            BASE,
            URLEncoder.encode(task, StandardCharsets.UTF_8).replace("+", "%20"),
            upload.id()));
    try (var _ = hold(upload)) {
      if (exchange.header("Content-Type").filter(TYPE::equalsIgnoreCase).isPresent()) {
        add(exchange, upload);
      } else if (size == 0) {
        complete(upload);
      }
      expires(exchange, upload);
    }
    exchange.sendEmpty(201);
  }

  private static String required(Map<String, String> metadata, String name) {
    return Optional.ofNullable(metadata.get(name))
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () -> new HttpError(400, name + " is required in the metadata of an upload"));
  }

  private static Map<String, String> metadata(String header) {
    var metadata = new HashMap<String, String>();
    for (var pair : header.split(",", -1)) {
      var words = pair.strip().split(" ", 2);
      try {
        metadata.put(
            words[0].toLowerCase(Locale.ROOT),
            words.length < 2
                ? ""
                : new String(
                    Base64.getDecoder().decode(words[1].strip()),
                    StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new HttpError(400, "Upload-Metadata: %s is not in base64".formatted(words[0]));
      }
    }
    return metadata;
  }

  private static long number(Exchange exchange, String header) {
    var text = exchange.header(header).orElse("");
    if (!text.matches("[0-9]{1,18}")) {
      throw new HttpError(400, "the header %s must be a number of bytes".formatted(header));
    }
    return Long.parseLong(text);
  }

  private Uploads.Upload upload(Exchange exchange) throws IOException {
    return uploads.find(exchange.parameter("task"), exchange.parameter("id"))
        .orElseThrow(() -> new HttpError(404, "upload not found"));
  }

  private Uploads.Hold hold(Uploads.Upload upload) {
    return uploads.hold(upload.id())
        .orElseThrow(() -> new HttpError(423, "another request uses this upload"));
  }

  private void head(Exchange exchange) throws IOException {
    var upload = upload(exchange);
    var hold = uploads.hold(upload.id());
    if (hold.isPresent()) {
      try (var _ = hold.get()) { // the server may have ended after the last byte
        completeIfAllThere(upload);
      }
    }
    exchange.setHeader("Upload-Offset", String.valueOf(uploads.offset(upload)));
    exchange.setHeader("Upload-Length", String.valueOf(upload.size()));
    exchange.setHeader("Cache-Control", "no-store");
    expires(exchange, upload);
    exchange.sendEmpty(200);
  }

  private void expires(Exchange exchange, Uploads.Upload upload) throws IOException {
    exchange.setHeader(
        "Upload-Expires",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            uploads.expires(upload).atOffset(ZoneOffset.UTC)));
  }

  private void patch(Exchange exchange) throws IOException {
    var upload = upload(exchange);
    if (exchange.header("Content-Type").filter(TYPE::equalsIgnoreCase).isEmpty()) {
      throw new HttpError(415, "the Content-Type must be " + TYPE);
    }
    try (var _ = hold(upload)) {
      long offset = uploads.offset(upload);
      if (number(exchange, "Upload-Offset") != offset) {
        throw new HttpError(
            409,
            "the server has %d bytes of the upload; continue there".formatted(offset));
      }
      add(exchange, upload);
      expires(exchange, upload);
    }
    exchange.sendEmpty(204);
  }

  private void add(Exchange exchange, Uploads.Upload upload) throws IOException {
    if (!uploads.isComplete(upload)) {
      uploads.append(upload, exchange.bodyStream());
      completeIfAllThere(upload);
    }
    exchange.setHeader("Upload-Offset", String.valueOf(uploads.offset(upload)));
  }

  private void completeIfAllThere(Uploads.Upload upload) throws IOException {
    if (!uploads.isComplete(upload) && uploads.offset(upload) == upload.size()) {
      complete(upload);
    }
  }

  private void complete(Uploads.Upload upload) throws IOException {
    if (tasks.stored().row(upload.task()).isEmpty()) {
      uploads.delete(upload);
      throw new HttpError(404, "task not found");
    }
    try (var content = uploads.content(upload)) {
      into(upload.task(), workspace -> workspace.write(upload.file(), content, true));
    }
    uploads.completed(upload);
  }

  /// Does something with a workspace.
  private interface Use {
    void of(Workspace workspace) throws IOException;
  }

  private void into(String task, Use use) throws IOException {
    try {
      use.of(workspaces.of(task));
    } catch (InvalidPathException e) {
      throw new HttpError(400, Reason.of(e));
    } catch (QuotaException e) {
      throw new HttpError(413, Reason.of(e));
    }
  }

  private void get(Exchange exchange) throws IOException, InterruptedException {
    Rights.require(exchange, Rights.FILES);
    var upload = upload(exchange);
    if (!uploads.isComplete(upload)) {
      throw new HttpError(409, "the upload is not complete");
    }
    try {
      if (workspaces.of(upload.task())
          .find(upload.file()) instanceof Workspace.Found.File(var content)) {
        try (content) {
          FileAnswer.send(
              exchange,
              content.bytes(),
              content.size(),
              content.modified(),
              "application/octet-stream");
        }
        return;
      }
    } catch (NoSuchFileException e) {
      // deleted since
    }
    throw new HttpError(404, "the file is not in the workspace any more");
  }

  private void delete(Exchange exchange) throws IOException {
    var upload = upload(exchange);
    try (var _ = hold(upload)) {
      uploads.delete(upload);
    }
    exchange.sendEmpty(204);
  }
}
