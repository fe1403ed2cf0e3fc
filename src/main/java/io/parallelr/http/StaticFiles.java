package io.parallelr.http;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Serves the files of a directory, for a route whose template ends with a tail named `path`, such
/// as `/ui/{path*}`. Links are not followed, but the directory itself may be one. Immutable.
public final class StaticFiles implements Handler {
  private static final String INDEX = "index.html";

  /// What is answered for a path without a file.
  public enum Missing {
    /// Status 404.
    NOT_FOUND,
    /// The page of an application that shows different things at different paths, if a page was
    /// asked for.
    INDEX
  }

  private final Path directory;
  private final Missing missing;

  public StaticFiles(Path directory, Missing missing) {
    this.directory = directory;
    this.missing = missing;
  }

  @Override
  public void handle(Exchange exchange) throws IOException, InterruptedException {
    var path = exchange.parameter("path");
    var names = new ArrayList<>(List.of(path.split("/", -1)));
    if (names.getLast().isEmpty()) {
      names.set(names.size() - 1, INDEX);
    }
    var found = open(names);
    if (found.isPresent() && found.get() instanceof Inside.Found.Directory) {
      exchange.setHeader("Location", exchange.path() + "/"); // else links in its page lead
                                                             // elsewhere
      exchange.sendEmpty(308);
      return;
    }
    if (isSent(exchange, found, names.getLast())) {
      return;
    }
    boolean wantsPage = missing == Missing.INDEX
        && exchange.header("Accept").orElse("").contains("text/html");
    if (!wantsPage || !isSent(exchange, open(List.of(INDEX)), INDEX)) {
      throw HttpError.notFound();
    }
  }

  private Optional<Inside.Found> open(List<String> names) throws IOException {
    try {
      return Optional.of(Inside.open(directory, names));
    } catch (FileSystemException | InvalidPathException _) {
      return Optional.empty(); // nothing there, a link, no permission, or a name that no file can
                               // have
    }
  }

  private static boolean isSent(Exchange exchange, Optional<Inside.Found> found, String name)
      throws IOException, InterruptedException {
    if (found.isPresent()
        && found.get() instanceof Inside.Found.File(var channel, var attributes)) {
      try (channel) {
        FileAnswer.send(
            exchange,
            channel,
            attributes.size(),
            attributes.lastModifiedTime().toInstant(),
            ContentTypes.of(name));
      }
      return true;
    }
    return false;
  }
}
