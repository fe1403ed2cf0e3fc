package io.parallelr.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Disconnects clients that are too slow. The server's own idle time does not: a client that sends
/// a byte now and then is never idle.
///
/// Looks at all connections at intervals, and counts for each how often the server was waiting for
/// it: for the rest of a request's headers, for its body, or to get rid of the response. The time
/// that a handler itself takes does not count.
final class ClientWatch implements Connection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);
  private static final int LOOKS = 30; // until the patience is over
  private static final int MIDWAY = 4; // times as long is a silence in the middle of a request

  private final Scheduler scheduler;
  private final Duration patience;
  private final Map<Connection, Client> clients = new ConcurrentHashMap<>();

  ClientWatch(Scheduler scheduler, Duration patience) {
    this.scheduler = scheduler;
    this.patience = patience;
  }

  /// Looks again and again, until the scheduler is stopped.
  void begin() {
    long interval = Math.max(1, patience.toMillis() / LOOKS);
    scheduler.schedule(() -> {
      clients.forEach((connection, client) -> {
        if (client.isTooSlow(patience)) {
          LOG.debug("disconnecting a slow client");
          connection.getEndPoint().close();
        }
      });
      if (scheduler.isRunning()) {
        begin();
      }
    }, interval, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection) { // web sockets have limits of their own
      clients.put(connection, new Client(connection));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    clients.remove(connection);
  }

  /// Those that are connected now.
  Set<Client> connected() {
    return Set.copyOf(clients.values());
  }

  /// Whether one of these still is.
  boolean isConnected(Set<Client> some) {
    return clients.values().stream().anyMatch(some::contains);
  }

  /// Disconnects the clients that were silent at each of the last looks; this is one. A request
  /// that has come in part is waited for longer.
  ///
  /// @return whether none is left
  boolean disconnectSilent(int looks) {
    clients.forEach((connection, client) -> {
      if (client.isSilent(looks)) {
        connection.getEndPoint().close();
      }
    });
    return clients.isEmpty();
  }

  Client client(Connection connection) {
    return clients.getOrDefault(connection, new Client(connection));
  }

  /// Reads or writes.
  interface Transfer<T> {
    T run() throws IOException;
  }

  /// A connection. Its fields may be seen a little late by the thread that looks, which does
  /// no harm.
  static final class Client {
    private final Connection connection;
    private volatile boolean isBusy; // with a request
    private volatile boolean isAwaited;
    private volatile boolean isFresh = true;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile long bytesBefore;
    private long bytesSeen = -1; // the rest for one thread
    private int silentLooks;

    private Client(Connection connection) {
      this.connection = connection;
    }

    /// A request's headers are complete.
    void begin() {
      reset();
      isBusy = true;
      isFresh = false;
    }

    /// Its response is complete.
    void end() {
      reset();
      isBusy = false;
    }

    private void reset() {
      looks.set(0);
      bytesBefore = bytes();
    }

    <T> T awaited(Transfer<T> transfer) throws ClientGoneException {
      isAwaited = true;
      try {
        return transfer.run();
      } catch (IOException e) {
        throw new ClientGoneException(e);
      } finally {
        isAwaited = false;
      }
    }

    private boolean isTooSlow(Duration patience) {
      long transferred = bytes() - bytesBefore;
      // after a response a client may be silent, but when it has begun with a request it must go on
      boolean isDue = isBusy ? isAwaited : isFresh || transferred > 0;
      if (!isDue) {
        return false;
      }
      long bonus = LOOKS * transferred * 1_000L
          / (Limits.BYTES_PER_SECOND * Math.max(1, patience.toMillis()));
      return looks.incrementAndGet() > LOOKS + bonus;
    }

    private boolean isSilent(int enough) {
      long bytes = bytes();
      silentLooks = isBusy || bytes != bytesSeen ? 0 : silentLooks + 1;
      bytesSeen = bytes;
      boolean isMidway = isFresh ? bytes > 0 : bytes != bytesBefore;
      return silentLooks >= (isMidway ? MIDWAY * enough : enough);
    }

    private long bytes() {
      return connection.getBytesIn() + connection.getBytesOut();
    }
  }
}
