package io.parallelr.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Bodies of the type `multipart/form-data`.
final class Multipart {
  private static final String TYPE = "multipart/form-data";
  private static final int MOST_PARTS = 1_000;
  private static final int HEADER_BYTES = 8 << 10;

  private Multipart() {}

  /// Reads the parts of a body, which are kept in files meanwhile.
  ///
  /// @param temporary the directory of these files
  /// @param most the size of the largest body
  static void read(Request request, Path temporary, long most, Exchange.PartReader reader)
      throws IOException {
    var type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE)).orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
      throw new HttpError(400, "request Content-Type isn't multipart/form-data");
    }
    var config = new MultiPartConfig.Builder()
        .location(temporary)
        .maxParts(MOST_PARTS)
        .maxHeadersSize(HEADER_BYTES)
        .maxMemoryPartSize(0)
        .maxPartSize(most)
        .maxSize(most)
        .build();
    MultiPartFormData.Parts parts;
    try {
      parts = MultiPartFormData.getParts(request, request, type, config);
    } catch (RuntimeException e) { // as the library throws it
      throw new HttpError(400, "malformed multipart body: " + reason(e));
    }
    try (parts) {
      for (var part : parts) {
        try (var content = Content.Source.asInputStream(part.getContentSource())) {
          reader.read(
              Optional.ofNullable(part.getName()).orElse(""),
              Optional.ofNullable(part.getFileName()),
              content);
        }
      }
    }
  }

  private static String reason(Throwable problem) {
    var cause = problem.getCause() == null ? problem : problem.getCause();
    return String.valueOf(cause.getMessage());
  }
}
