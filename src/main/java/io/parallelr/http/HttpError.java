package io.parallelr.http;

import java.io.Serial;
import java.util.Map;

/// Ends a request with an error of the client's, or one that it should see. The routes decide how
/// it is shown ([ErrorAnswer]).
public final class HttpError extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1;

  private final int status;
  private final boolean isPlain;
  private final transient Map<String, String> headers;

  /// An error with a text for the client.
  ///
  /// @param status from 400 to 599
  public HttpError(int status, String text) {
    this(status, text, false, Map.of());
  }

  private HttpError(int status, String text, boolean isPlain, Map<String, String> headers) {
    super(text, null, false, false);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(status + " is not the status of an error");
    }
    this.status = status;
    this.isPlain = isPlain;
    this.headers = Map.copyOf(headers);
  }

  /// An error that concerns the request before any route handles it, such as a missing token.
  public static HttpError plain(int status, String text) {
    return new HttpError(status, text, true, Map.of());
  }

  static HttpError notFound() {
    return plain(404, "404 page not found");
  }

  static HttpError methodNotAllowed(String allowed) {
    return new HttpError(405, "", true, Map.of("Allow", allowed));
  }

  static HttpError rangeNotSatisfiable(long size) {
    return new HttpError(416, "no such range", true, Map.of("Content-Range", "bytes */" + size));
  }

  public int status() {
    return status;
  }

  /// The text for the client; may be empty.
  public String text() {
    return String.valueOf(getMessage());
  }

  /// Whether it was made by [#plain].
  public boolean isPlain() {
    return isPlain;
  }

  Map<String, String> headers() {
    return headers;
  }
}
