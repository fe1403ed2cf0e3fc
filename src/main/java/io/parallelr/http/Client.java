package io.parallelr.http;

import io.parallelr.task.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.UpgradeProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// Asks a server of ours. May be used by any thread.
public final class Client implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  /// Longer than the pauses of a stream of events.
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Server server;
  private final Optional<String> token;
  private final HttpClient client;

  /// Where a server is.
  public sealed interface Server {
    /// Behind a unix socket.
    record Socket(Path path) implements Server {
      @Override
      public String toString() {
        return "unix:" + path;
      }
    }

    /// At a URL, to which paths are appended.
    record Url(URI base) implements Server {
      @Override
      public String toString() {
        return base.toString();
      }
    }
  }

  private Client(Server server, Optional<String> token, HttpClient client) {
    this.server = server;
    this.token = token;
    this.client = client;
  }

  /// Connects at the first request.
  ///
  /// @param token shown with each request
  @SuppressWarnings("try") // of the lint about the library's close()
  public static Client of(Server server, Optional<String> token) {
    var connector = new ClientConnector();
    connector.setSelectors(1);
    if (!isEncrypted(server)) {
      // to read the certificates of the system takes half of the time of a short command
      connector.setSslContextFactory(new SslContextFactory.Client(true));
    }
    var client = new HttpClient(new HttpClientTransportOverHTTP(connector)) {
      @Override
      public Destination resolveDestination(Request request) {
        if (server instanceof Server.Socket(var file)) {
          request.transport(new Transport.TCPUnix(file)); // web sockets choose it too early
        }
        return super.resolveDestination(request);
      }
    };
    var threads = new VirtualThreadPool();
    threads.setName("client");
    client.setExecutor(threads);
    client.setFollowRedirects(false);
    client.setConnectTimeout(CONNECT.toMillis());
    client.setIdleTimeout(SILENCE.toMillis());
    client.setUserAgentField(null);
    try {
      client.start();
      client.getProtocolHandlers().clear(); // a refusal is an answer here as any other
      client.getProtocolHandlers().put(new UpgradeProtocolHandler()); // for web sockets
    } catch (Exception e) {
      throw new IllegalStateException("cannot start the client", e);
    }
    return new Client(server, token, client);
  }

  private static boolean isEncrypted(Server server) {
    return server instanceof Server.Url(var base) && "https".equalsIgnoreCase(base.getScheme());
  }

  /// A response whose body is still to be read.
  public static final class Reply implements AutoCloseable {
    private final Response response;
    private final InputStream body;

    Reply(Response response, InputStream body) {
      this.response = response;
      this.body = body;
    }

    public int status() {
      return response.getStatus();
    }

    /// The first header of this name, in any case of letters.
    public Optional<String> header(String name) {
      return Optional.ofNullable(response.getHeaders().get(name));
    }

    /// The body, which is read from the connection as the stream is.
    public InputStream body() {
      return body;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /// Sends a request without a body.
  ///
  /// @param path with its query, encoded
  /// @throws NotConnectedException if there is no server
  /// @throws IOException if the connection breaks
  public Reply get(String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    return send("GET", path, headers, Optional.empty());
  }

  /// Sends a JSON value.
  ///
  /// @param path with its query, encoded
  /// @param json in UTF-8
  /// @throws NotConnectedException if there is no server
  /// @throws IOException if the connection breaks
  public Reply post(String path, byte[] json) throws IOException, InterruptedException {
    return send("POST", path, Map.of(), Optional.of(json));
  }

  /// Sends a request with a body.
  ///
  /// @param path with its query, encoded
  /// @param type of the body
  /// @throws NotConnectedException if there is no server
  /// @throws IOException if the connection breaks
  public Reply send(String method, String path, String type, InputStream body)
      throws IOException, InterruptedException {
    return send(
        method,
        path,
        Map.of(),
        request -> request.body(
            new InputStreamRequestContent(type, body, new ByteBufferPool.Sized(null))));
  }

  /// Sends a request without a body.
  public Reply send(String method, String path) throws IOException, InterruptedException {
    return send(method, path, Map.of(), Optional.empty());
  }

  private Reply send(String method, String path, Map<String, String> headers, Optional<byte[]> json)
      throws IOException, InterruptedException {
    return send(
        method,
        path,
        headers,
        request -> json.ifPresent(
            bytes -> request.body(new BytesRequestContent("application/json", bytes))));
  }

  private String url(String path) {
    return switch (server) {
      case Server.Socket _ -> "http://localhost" + path;
      case Server.Url(var base) -> base.toString().replaceFirst("/+$", "") + path;
    };
  }

  private void prepare(Request request, Map<String, String> headers) {
    if (server instanceof Server.Socket(var file)) {
      request.transport(new Transport.TCPUnix(file));
    }
    request.headers(fields -> {
      headers.forEach(fields::put);
      token.ifPresent(t -> fields.put("Authorization", "Bearer " + t));
    });
  }

  /// Opens a web socket.
  ///
  /// @param path with its query, encoded
  /// @param messages takes what the server sends, on a thread that must not wait
  /// @throws IOException if the server refuses it, or there is no server
  public ClientSocket webSocket(String path, ClientSocket.Messages messages)
      throws IOException, InterruptedException {
    return ClientSocket.open(
        client,
        URI.create(url(path).replaceFirst("^http", "ws")),
        request -> prepare(request, Map.of()),
        messages);
  }

  private Reply send(
      String method,
      String path,
      Map<String, String> headers,
      Consumer<Request> body) throws IOException, InterruptedException {
    var request = client.newRequest(url(path)).method(method);
    prepare(request, headers);
    body.accept(request);
    var listener = new InputStreamResponseListener();
    request.send(listener);
    try {
      var response = listener.get(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(response, listener.getInputStream());
    } catch (TimeoutException e) {
      throw new IOException("%s does not answer".formatted(server), e);
    } catch (ExecutionException e) {
      throw failed(Optional.ofNullable(e.getCause()).orElse(e));
    }
  }

  private IOException failed(Throwable problem) {
    return switch (problem) {
      case EOFException _,ClosedChannelException _ -> new IOException(
          "%s has closed the connection".formatted(server), problem);
      // the library's own message only says that it could not connect
      case SocketException e -> new NotConnectedException(
          server, e.getCause() instanceof IOException cause ? Reason.of(cause) : Reason.of(e), e);
      case UnresolvedAddressException e -> new NotConnectedException(
          server, "the host is unknown", e);
      case java.net.UnknownHostException e -> new NotConnectedException(
          server, "the host is unknown", e);
      case IOException e -> new IOException("%s: %s".formatted(server, Reason.of(e)), e);
      default -> new IOException("%s: %s".formatted(server, problem), problem);
    };
  }

  /// Closes all connections.
  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop the client", e);
    }
  }
}
