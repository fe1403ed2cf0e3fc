package io.parallelr.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/// Serves files that are in the jar, for a route whose template ends with a segment named `file`,
/// or is the directory itself. Immutable.
///
/// Names with a hash of what is in the file, as bundlers make them (`main-3XA7LZWP.js`), are kept by
/// browsers for good. All others they ask for each time.
public final class BundledFiles implements Handler {
  private static final String INDEX = "index.html";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern HASHED = Pattern.compile(".*-[A-Z0-9]{8}\\.[a-z0-9]+");

  private final Class<?> beside;
  private final String directory;

  /// @param beside a class in whose package the directory is
  /// @param directory the last part of its name
  public BundledFiles(Class<?> beside, String directory) {
    this.beside = beside;
    this.directory = directory;
  }

  /// Whether there is a page, as it may have been left out when the jar was built.
  public boolean isPresent() {
    return beside.getResource(directory + '/' + INDEX) != null;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    send(exchange, exchange.parameter("file"));
  }

  /// Sends the page itself.
  public void index(Exchange exchange) throws IOException {
    send(exchange, INDEX);
  }

  private void send(Exchange exchange, String name) throws IOException {
    var content = read(name).orElseThrow(HttpError::notFound);
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader(
        "Cache-Control",
        HASHED.matcher(name).matches() ? "public, max-age=31536000, immutable" : "no-cache");
    exchange.send(200, ContentTypes.of(name), content);
  }

  private Optional<byte[]> read(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    try (InputStream in = beside.getResourceAsStream(directory + '/' + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    }
  }
}
