package io.parallelr.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The web sockets of a listener. For any threads.
final class WebSockets {
  private static final Logger LOG = LoggerFactory.getLogger(WebSockets.class);
  private static final long LONGEST_MESSAGE = 1 << 20;
  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final int GOING_AWAY = 1001;
  private static final int NORMAL = 1000;
  private static final int POLICY = 1008;
  private static final int ERROR = 1011;

  private final ServerWebSocketContainer container;
  private final int most;
  private final Semaphore places;
  private final Duration patience;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosing;

  /// @param most how many there are at a time
  /// @param patience how long a client may take for a message
  WebSockets(Server server, int most, Duration patience) {
    this.container = ServerWebSocketContainer.ensure(server);
    container.setMaxTextMessageSize(LONGEST_MESSAGE);
    container.setMaxBinaryMessageSize(LONGEST_MESSAGE);
    container.setMaxFrameSize(LONGEST_MESSAGE);
    container.setIdleTimeout(IDLE);
    this.most = most;
    this.places = new Semaphore(most);
    this.patience = patience;
  }

  /// Whether another one may be opened; takes its place then.
  boolean takePlace() {
    return !isClosing && places.tryAcquire();
  }

  /// Answers a request with a web socket, for which a place was taken.
  ///
  /// @return whether that is done, or else the place is free again and nothing is answered
  boolean upgrade(
      WebSocket.Conversation conversation,
      Access access,
      Request request,
      Response response,
      org.eclipse.jetty.util.Callback callback) {
    var socket = new Socket(conversation, access);
    boolean isDone = false;
    try {
      isDone = container.upgrade((_, _, _) -> new Endpoint(socket), request, response, callback);
    } catch (RuntimeException e) { // of a malformed request
      LOG.debug("web socket", e);
    } finally {
      if (!isDone) {
        places.release();
      }
    }
    return isDone;
  }

  /// Closes all, and accepts no more.
  void close() {
    isClosing = true;
    open.forEach(socket -> socket.close(GOING_AWAY, "Server is shutting down"));
  }

  /// Closes those of a session.
  void endSession(String token) {
    open.stream()
        .filter(socket -> socket.access.isOf(token))
        .forEach(socket -> socket.close(POLICY, "logged out"));
  }

  /// Accepts them again.
  void reopen() {
    isClosing = false;
  }

  /// Waits until all conversations have ended, but not longer than the limit.
  void awaitNone(Duration limit) throws InterruptedException {
    if (places.tryAcquire(most, limit.toNanos(), TimeUnit.NANOSECONDS)) {
      places.release(most);
    }
  }

  /// How the library calls a socket; must be public for that.
  public static final class Endpoint implements Session.Listener {
    private final Socket socket;

    Endpoint(Socket socket) {
      this.socket = socket;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      socket.opened(session);
    }

    @Override
    public void onWebSocketText(String text) {
      socket.received(new WebSocket.Message.Text(text));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      var bytes = new byte[payload.remaining()];
      payload.get(bytes);
      callback.succeed();
      socket.received(new WebSocket.Message.Binary(bytes));
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      socket.ended();
      callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
      LOG.debug("web socket", cause);
      socket.ended();
    }
  }

  final class Socket implements WebSocket {
    private static final int MOST_WAITING = 64;
    private static final long MOST_WAITING_BYTES = LONGEST_MESSAGE;

    private final WebSocket.Conversation conversation;
    private final Access access;
    /// An empty one at the end.
    private final BlockingQueue<Optional<Message>> messages = new LinkedBlockingQueue<>();
    private volatile Optional<Session> session = Optional.empty();
    private volatile boolean isEnded;
    private boolean isPaused; // under the lock of this
    private long waitingBytes; // under the lock of this

    Socket(WebSocket.Conversation conversation, Access access) {
      this.conversation = conversation;
      this.access = access;
    }

    void opened(Session newSession) {
      session = Optional.of(newSession);
      open.add(this);
      Thread.ofVirtual().name("web-socket").start(this::converse);
      newSession.demand();
      if (isClosing) {
        close(GOING_AWAY, "Server is shutting down");
      }
    }

    private void converse() {
      try {
        conversation.run(this);
        close(NORMAL, "");
      } catch (IOException | InterruptedException e) {
        close(ERROR, "");
      } catch (RuntimeException | Error e) {
        LOG.error("a web socket caused an error", e);
        close(ERROR, "internal error; the server's log says more");
      } finally {
        open.remove(this);
        places.release();
      }
    }

    synchronized void received(Message message) {
      messages.add(Optional.of(message));
      waitingBytes += size(message);
      isPaused = isFull();
      if (!isPaused) {
        session.ifPresent(Session::demand);
      }
    }

    private boolean isFull() {
      return messages.size() >= MOST_WAITING || waitingBytes >= MOST_WAITING_BYTES;
    }

    private static long size(Message message) {
      return switch (message) {
        case Message.Text(var text) -> text.length();
        case Message.Binary binary -> binary.size();
      };
    }

    void ended() {
      isEnded = true;
      messages.add(Optional.empty());
    }

    @Override
    public Optional<Message> receive(Duration limit) throws InterruptedException {
      var first = isEnded
          ? messages.poll()
          : messages.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
      var message = Optional.ofNullable(first).flatMap(m -> m);
      message.ifPresent(this::taken);
      return message;
    }

    private synchronized void taken(Message message) {
      waitingBytes -= size(message);
      if (isPaused && !isFull()) {
        isPaused = false;
        session.ifPresent(Session::demand);
      }
    }

    private interface Sending {
      void to(Session session, Callback callback);
    }

    private void send(Sending sending) throws IOException, InterruptedException {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      var done = new Callback.Completable();
      sending.to(session.orElseThrow(), done);
      try {
        var _ = done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        ended();
        throw new ClientGoneException(new IOException(e.getCause()));
      } catch (TimeoutException e) {
        ended();
        session.orElseThrow().disconnect();
        throw new ClientGoneException(new IOException(e));
      }
    }

    @Override
    public void send(String text) throws IOException, InterruptedException {
      send((to, callback) -> to.sendText(text, callback));
    }

    @Override
    public void send(byte[] bytes) throws IOException, InterruptedException {
      send((to, callback) -> to.sendBinary(ByteBuffer.wrap(bytes), callback));
    }

    @Override
    public void ping() throws IOException, InterruptedException {
      send((to, callback) -> to.sendPing(ByteBuffer.allocate(0), callback));
    }

    @Override
    public boolean isOpen() {
      return !isEnded
          && access.isValid().getAsBoolean()
          && session.isPresent()
          && session.get().isOpen();
    }

    @Override
    public void close(int code, String reason) {
      session.ifPresent(s -> s.close(code, reason, Callback.NOOP));
      ended();
    }
  }
}
