package io.parallelr.http;

import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
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
  private static final Duration LOOK = Duration.ofMillis(50);
  /// How long clients that are connected have for another request, at most.
  private static final Duration PARTING = Duration.ofSeconds(2);
  /// How long a selector has to let go of sockets, at most; it does at its next look.
  private static final Duration LETTING_GO = Duration.ofSeconds(5);
  private static final int SILENT_LOOKS = 10;
  private static final int LAST_LOOKS = 3; // for what was accepted at the last moment
  private static final int RESPONSE_HEADER_BYTES = 16 << 10;
  /// A name in a path may have a slash or a percent sign: paths are decoded segment by segment.
  private static final UriCompliance PATHS = UriCompliance.DEFAULT.with(
      "names",
      UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
      UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
      UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT);

  private final Server server;
  private final Limits limits;
  private final ClientWatch watch;
  private final Requests requests;
  private final WebSockets webSockets;
  private final List<SocketFile> sockets = new ArrayList<>();
  private final Map<Address, ServerSocketChannel> channels = new LinkedHashMap<>(); // of TCP
  private final List<Address> addresses = new ArrayList<>();

  private Listener(Limits limits) {
    var pool = new VirtualThreadPool(UNLIMITED);
    pool.setName("http");
    this.limits = limits;
    server = new Server(pool);
    requests = new Requests();
    watch = new ClientWatch(server.getScheduler(), limits.patience());
    webSockets = new WebSockets(server, limits.webSockets(), limits.patience());
    server.setErrorHandler(new Dispatch.Refusal());
    server.addBean(new NetworkConnectionLimit(limits.connections(), server));
  }

  /// Listens from when it returns.
  ///
  /// @throws IOException if an address cannot be used; its message names the address and the reason
  public static Listener start(List<Address> addresses, Limits limits, Router router)
      throws IOException {
    var listener = open(addresses, limits, Inheritance.NONE);
    listener.start(router);
    return listener;
  }

  /// Takes the addresses, where clients wait until [#start(Router)].
  ///
  /// @param inheritance has some of the sockets already; those of TCP are taken from it now, others
  ///   at the start
  /// @throws IOException if an address cannot be used; its message names the address and the reason
  public static Listener open(List<Address> addresses, Limits limits, Inheritance inheritance)
      throws IOException {
    var listener = new Listener(limits);
    try {
      for (var address : addresses) {
        listener.add(address, inheritance);
      }
      return listener;
    } catch (IOException e) {
      listener.stop();
      throw e;
    }
  }

  private void add(Address address, Inheritance inheritance) throws IOException {
    var http = new HttpConnectionFactory(configuration(limits));
    var connector = switch (address) {
      case Address.Tcp tcp -> opened(tcp, http, inheritance);
      case Address.UnixSocket(var path) -> {
        var socket = SocketFile.prepare(path, inheritance);
        sockets.add(socket);
        addresses.add(address);
        yield socket.connector(server, http, BACKLOG);
      }
    };
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.setShutdownIdleTimeout(limits.idle().toMillis()); // else it would cut running
                                                                // requests
    connector.addBean(watch, false);
    server.addConnector(connector);
  }

  /// Without threads that accept: one that waits in the system could not be stopped without closing
  /// the socket, which [#drain] must not.
  private ServerConnector opened(
      Address.Tcp address,
      HttpConnectionFactory http,
      Inheritance inheritance)
      throws IOException {
    var connector = new ServerConnector(server, 0, 1, http);
    boolean isInherited = inheritance.has(address);
    try {
      var at = isInherited
          ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
          : new InetSocketAddress(address.host(), address.port());
      var channel = ServerSocketChannel.open();
      var _ = channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      try {
        var _ = channel.bind(at, BACKLOG);
        if (isInherited) {
          inheritance.take(address, channel);
        }
        connector.open(channel);
      } catch (IOException | UnresolvedAddressException e) {
        channel.close();
        throw e;
      }
      var bound = isInherited
          ? inheritance.bound(address)
          : new Address.Tcp(address.host(), connector.getLocalPort());
      addresses.add(bound);
      channels.put(bound, channel);
    } catch (IOException | UnresolvedAddressException e) {
      throw new IOException("cannot listen on %s: %s".formatted(address, reason(e)), e);
    }
    return connector;
  }

  /// Answers requests from when it returns.
  ///
  /// @throws IOException if an address cannot be used; its message names the address and the reason
  public void start(Router router) throws IOException {
    server.setHandler(
        Compressing.of(new Dispatch(router, watch, requests, limits.bodyBytes(), webSockets)));
    try {
      server.start();
    } catch (Exception e) {
      stop();
      throw new IOException("cannot listen on %s: %s".formatted(addresses, reason(e)), e);
    }
    watch.begin();
    try {
      for (var socket : sockets) {
        socket.publish();
      }
    } catch (IOException e) {
      stop();
      throw e;
    }
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
    return List.copyOf(addresses);
  }

  /// What takes the connections at each address. Those that were inherited say that they have
  /// another one.
  public Map<Address, ServerSocketChannel> channels() {
    var all = new LinkedHashMap<>(channels);
    sockets.forEach(socket -> socket.channel().ifPresent(c -> all.put(socket.address(), c)));
    return all;
  }

  /// Lets the clients go to another process that has the same sockets. Each connection is closed
  /// after its next response, and after a silence; streams and web sockets are ended. When it
  /// returns, no more are taken, and those that come wait in the system.
  ///
  /// @param limit how long it waits for requests that are being answered
  /// @param isUnwanted whether to stop, as nobody else takes them
  public void drain(Duration limit, BooleanSupplier isUnwanted) throws InterruptedException {
    requests.enter(Requests.Phase.PARTING);
    var before = watch.connected();
    await(PARTING, () -> isUnwanted.getAsBoolean() || !watch.isConnected(before));
    requests.enter(Requests.Phase.ENDING);
    webSockets.close();
    int[] looks = {0};
    await(limit, () -> {
      accept(false); // again and again, as it accepts again when there are fewer connections
      boolean isEmpty = watch.disconnectSilent(SILENT_LOOKS);
      return isUnwanted.getAsBoolean() || (isEmpty && ++looks[0] > LAST_LOOKS);
    });
  }

  private static void await(Duration limit, BooleanSupplier condition) throws InterruptedException {
    for (long looks = limit.dividedBy(LOOK); looks > 0 && !condition.getAsBoolean(); looks--) {
      Thread.sleep(LOOK);
    }
  }

  private void accept(boolean isAccepting) {
    for (var connector : server.getConnectors()) {
      ((AbstractConnector) connector).setAccepting(isAccepting);
    }
  }

  /// Undoes [#drain].
  public void resume() throws InterruptedException {
    webSockets.reopen();
    requests.enter(Requests.Phase.OPEN);
    // Jetty closes a socket that it is to accept at again before its selector has let go of it
    await(LETTING_GO,
        () -> channels().values().stream().noneMatch(SelectableChannel::isRegistered));
    accept(true);
  }

  /// Leaves the files of its sockets where they are when it is closed, for another process that has
  /// the same sockets.
  public void leaveFiles() {
    sockets.forEach(SocketFile::leave);
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
