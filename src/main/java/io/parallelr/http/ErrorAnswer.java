package io.parallelr.http;

import java.io.IOException;

/// Shows an error to the client in the way its routes use.
@FunctionalInterface
public interface ErrorAnswer {
  /// The text and a line break, or an empty body if there is no text.
  ErrorAnswer TEXT = (exchange, error) -> {
    if (error.text().isEmpty()) {
      exchange.sendEmpty(error.status());
    } else {
      exchange.setHeader("X-Content-Type-Options", "nosniff");
      exchange.sendText(error.status(), error.text() + '\n');
    }
  };

  /// `{"error": text}`; errors before any route, such as an unknown path, stay plain text.
  ErrorAnswer JSON = (exchange, error) -> {
    if (error.isPlain()) {
      TEXT.answer(exchange, error);
    } else {
      exchange.sendJson(error.status(), json -> json.writeStringProperty("error", error.text()));
    }
  };

  /// Sends the response.
  void answer(Exchange exchange, HttpError error) throws IOException;
}
