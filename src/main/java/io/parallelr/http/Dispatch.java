package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Passes the server's requests to the router.
final class Dispatch extends org.eclipse.jetty.server.Handler.Abstract {
  private final Router router;
  private final ClientWatch watch;
  private final Requests requests;
  private final long bodyBytes;
  private final WebSockets webSockets;

  Dispatch(Router router, ClientWatch watch, Requests requests, long bodyBytes,
      WebSockets webSockets) {
    this.router = router;
    this.watch = watch;
    this.requests = requests;
    this.bodyBytes = bodyBytes;
    this.webSockets = webSockets;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // silence is not a fault of the request while a handler works, or waits for an event to send
    request.addIdleTimeoutListener(_ -> false);
    var client = watch.client(request.getConnectionMetaData().getConnection());
    var exchange = new Exchange(request, response, client, requests, bodyBytes, webSockets);
    client.begin();
    try {
      if (requests.begin(exchange)) {
        router.handle(exchange);
      } else {
        ErrorAnswer.TEXT.answer(exchange, HttpError.plain(503, "the server is shutting down"));
      }
      client.end();
      var conversation = exchange.conversation();
      if (conversation.isEmpty()) {
        callback.succeeded();
      } else if (!webSockets.upgrade(
          conversation.get(),
          exchange.access(),
          request,
          response,
          callback)) {
        Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
      }
    } catch (IOException | RuntimeException | Error e) {
      exchange.disconnect();
      callback.failed(new QuietException.RuntimeException(e)); // the router has logged what matters
    } finally {
      requests.end(exchange);
    }
    return true;
  }

  /// Answers what the server itself refuses, such as a malformed request: a line of text instead of
  /// a page that names the server.
  static final class Refusal extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      var text = status + " " + HttpStatus.getMessage(status).toLowerCase(Locale.ROOT) + "\n";
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      response.write(true, ByteBuffer.wrap(text.getBytes(UTF_8)), callback);
      return true;
    }
  }
}
