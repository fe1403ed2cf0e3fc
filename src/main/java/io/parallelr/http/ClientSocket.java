package io.parallelr.http;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.JettyUpgradeListener;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/// A web socket to a server. May be used by any thread.
public final class ClientSocket implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final long LONGEST_MESSAGE = 1 << 20;
  private static final int NORMAL = 1000;

  private final WebSocketClient client;
  private final Session session;
  private final CompletableFuture<String> end;

  /// Takes what the server sends.
  @FunctionalInterface
  public interface Messages {
    /// Takes a message; texts as UTF-8.
    void take(byte[] message);
  }

  private ClientSocket(WebSocketClient client, Session session, CompletableFuture<String> end) {
    this.client = client;
    this.session = session;
    this.end = end;
  }

  static ClientSocket open(
      HttpClient http,
      URI uri,
      Consumer<Request> preparation,
      Messages messages) throws IOException, InterruptedException {
    var client = new WebSocketClient(http);
    client.setMaxBinaryMessageSize(LONGEST_MESSAGE);
    client.setMaxTextMessageSize(LONGEST_MESSAGE);
    client.setIdleTimeout(Duration.ZERO);
    var end = new CompletableFuture<String>();
    int[] status = {0};
    try {
      client.start();
      var session = client.connect(
          new Endpoint(messages, end),
          new ClientUpgradeRequest(uri),
          new JettyUpgradeListener() {
            @Override
            public void onHandshakeRequest(Request request) {
              preparation.accept(request);
            }

            @Override
            public void onHandshakeResponse(Request request, Response response) {
              status[0] = response.getStatus();
            }
          })
          .get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
      return new ClientSocket(client, session, end);
    } catch (ExecutionException e) {
      throw new IOException(
          status[0] == 0
              ? "cannot connect to %s: %s".formatted(uri, e.getCause())
              : "the server refuses it with status " + status[0],
          e);
    } catch (TimeoutException e) {
      throw new IOException(uri + " does not answer", e);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot connect to " + uri, e);
    }
  }

  /// How the library calls it; must be public for that.
  public static final class Endpoint implements Session.Listener.AutoDemanding {
    private final Messages messages;
    private final CompletableFuture<String> end;

    Endpoint(Messages messages, CompletableFuture<String> end) {
      this.messages = messages;
      this.end = end;
    }

    @Override
    public void onWebSocketText(String text) {
      messages.take(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      var bytes = new byte[payload.remaining()];
      payload.get(bytes);
      messages.take(bytes);
      callback.succeed();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      end.complete(reason == null ? "" : reason);
      callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
      end.complete(String.valueOf(cause.getMessage()));
    }
  }

  /// Sends bytes, and waits until they are on their way.
  public void send(byte[] bytes) throws IOException, InterruptedException {
    var done = new Callback.Completable();
    session.sendBinary(ByteBuffer.wrap(bytes), done);
    try {
      var _ = done.get();
    } catch (ExecutionException e) {
      throw new IOException("the connection is closed", e);
    }
  }

  /// Waits until the server has closed it.
  ///
  /// @return its reason; may be empty
  public String awaitEnd() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    session.close(NORMAL, "", Callback.NOOP);
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop the client", e);
    }
  }
}
