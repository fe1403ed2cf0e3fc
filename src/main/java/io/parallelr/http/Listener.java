package io.parallelr.http;

import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// Takes HTTP requests on some addresses and has a [Router] answer them, each on a virtual thread.
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final int UNLIMITED = -1;
  private static final int RESPONSE_HEADER_BYTES = 16 << 10;
  /// A name in a path may have a slash or a percent sign: paths are decoded segment by segment.
  private static final UriCompliance PATHS = UriCompliance.DEFAULT.with(
      "names",
      UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
      UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
      UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT);

  private final Server server;
  private final Requests requests;
  private final WebSockets webSockets;
  private final List<SocketFile> sockets = new ArrayList<>();
  private List<Address> addresses = List.of();

  private Listener(Server server, Requests requests, WebSockets webSockets) {
    this.server = server;
    this.requests = requests;
    this.webSockets = webSockets;
  }

  /// Listens from when it returns.
  ///
  /// @throws IOException if an address cannot be used; its message names the address and the reason
  public static Listener start(List<Address> addresses, Limits limits, Router router)
      throws IOException {
    var pool = new VirtualThreadPool(UNLIMITED);
    pool.setName("http");
    var server = new Server(pool);
    var requests = new Requests();
    var watch = new ClientWatch(server.getScheduler(), limits.patience());
    var webSockets = new WebSockets(server, limits.webSockets(), limits.patience());
    server.setHandler(
        Compressing.of(new Dispatch(router, watch, requests, limits.bodyBytes(), webSockets)));
    server.setErrorHandler(new Dispatch.Refusal());
    server.addBean(new NetworkConnectionLimit(limits.connections(), server));
    var listener = new Listener(server, requests, webSockets);
    try {
      listener.start(addresses, limits, watch);
    } catch (IOException e) {
      listener.stop();
      throw e;
    }
    return listener;
  }

  private void start(List<Address> addresses, Limits limits, ClientWatch watch) throws IOException {
    var bound = new ArrayList<Address>();
    for (var address : addresses) {
      var http = new HttpConnectionFactory(configuration(limits));
      var connector = switch (address) {
        case Address.Tcp tcp -> {
          var opened = opened(tcp, http);
          bound.add(new Address.Tcp(tcp.host(), opened.getLocalPort()));
          yield opened;
        }
        case Address.UnixSocket(var path) -> {
          var socket = SocketFile.prepare(path);
          sockets.add(socket);
          bound.add(address);
          yield socket.connector(server, http, BACKLOG);
        }
      };
      connector.setIdleTimeout(limits.idle().toMillis());
      connector.setShutdownIdleTimeout(limits.idle().toMillis()); // else it would cut running
                                                                  // requests
      connector.addBean(watch, false);
      server.addConnector(connector);
    }
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("cannot listen on %s: %s".formatted(addresses, reason(e)), e);
    }
    watch.begin();
    for (var socket : sockets) {
      socket.publish();
    }
    this.addresses = List.copyOf(bound);
  }

  private ServerConnector opened(Address.Tcp address, HttpConnectionFactory http)
      throws IOException {
    var connector = new ServerConnector(server, 1, 1, http);
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setAcceptQueueSize(BACKLOG);
    try {
      connector.open();
    } catch (IOException | UnresolvedAddressException e) {
      throw new IOException("cannot listen on %s: %s".formatted(address, reason(e)), e);
    }
    return connector;
  }

  private static HttpConfiguration configuration(Limits limits) {
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(limits.headerBytes());
    configuration.setResponseHeaderSize(RESPONSE_HEADER_BYTES);
    configuration.setUriCompliance(PATHS);
    return configuration;
  }

  private static String reason(Throwable problem) {
    return switch (problem) {
      case BindException e when String.valueOf(Reason.of(e)).contains("in use") ->
        "another program uses it";
      case UnresolvedAddressException _,UnknownHostException _ -> "the host is unknown";
      case Exception e -> Optional.ofNullable(e.getCause())
          .map(Listener::reason)
          .orElseGet(() -> Reason.of(e));
      default -> problem.toString();
    };
  }

  /// The addresses it listens on, with the ports that were chosen.
  public List<Address> addresses() {
    return addresses;
  }

  /// Takes no more requests, waits for those that run, and then disconnects all clients.
  ///
  /// @param limit how long it waits
  public void close(Duration limit) throws InterruptedException {
    for (var connector : server.getConnectors()) {
      var _ = connector.shutdown();
    }
    requests.close();
    webSockets.close();
    try {
      requests.awaitNone(limit);
      webSockets.awaitNone(limit);
    } finally {
      stop();
    }
  }

  /// Disconnects all clients at once.
  @Override
  public void close() {
    requests.close();
    webSockets.close();
    stop();
  }

  private void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop the server", e);
    } finally {
      sockets.forEach(SocketFile::remove);
    }
  }
}
