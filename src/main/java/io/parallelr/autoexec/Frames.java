package io.parallelr.autoexec;

import io.parallelr.autoexec.Envelope.Answer;
import io.parallelr.http.Event;
import io.parallelr.http.EventStream;
import io.parallelr.http.Exchange;
import io.parallelr.http.Sse;
import io.parallelr.http.WebSocket;
import io.parallelr.store.JobStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// Answers that a client follows: it gets another one whenever something has changed, as
/// server-sent events or on a web socket, until the last one. For any threads.
final class Frames {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration PING = Duration.ofMillis(500);
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final Envelope envelope;
  private final JobStore store;
  private final Sse sse;

  Frames(Envelope envelope, JobStore store, Sse sse) {
    this.envelope = envelope;
    this.store = store;
    this.sse = sse;
  }

  /// Where frames go.
  interface Channel {
    void send(Answer answer) throws IOException, InterruptedException;

    /// To be called while nothing is sent.
    ///
    /// @param time since the last call
    void idle(Duration time) throws IOException, InterruptedException;

    boolean isOpen();

    /// What the client says meanwhile; empty if nothing.
    ///
    /// @param limit how long to wait for it
    Optional<String> receive(Duration limit) throws InterruptedException;
  }

  /// Sends frames to a channel, until there are no more.
  @FunctionalInterface
  interface Conversation {
    void run(Channel channel) throws IOException, InterruptedException;
  }

  static boolean wantsEvents(Exchange exchange) {
    return exchange.header("Accept").filter(a -> a.contains("text/event-stream")).isPresent();
  }

  /// Whether a client wants to follow something, in one way or the other.
  static boolean areWanted(Exchange exchange) {
    return exchange.asksForWebSocket() || wantsEvents(exchange);
  }

  /// Has a conversation in the way that the client wants.
  void serve(Exchange exchange, Conversation conversation)
      throws IOException, InterruptedException {
    if (exchange.asksForWebSocket()) {
      exchange.webSocket(socket -> conversation.run(new SocketChannel(socket)));
    } else {
      sse.serve(exchange, stream -> conversation.run(new EventChannel(stream)));
    }
  }

  /// What something is like just now.
  @FunctionalInterface
  interface View {
    /// The frame.
    ///
    /// @param request what the client has said last; empty if nothing
    /// @throws RefusedException if it is not there; that is the last frame then
    Frame frame(Optional<String> request) throws RefusedException, IOException;
  }

  /// An answer, and whether it is the last one.
  record Frame(Answer answer, boolean isLast) {}

  /// A conversation about what changes with the jobs. Frames that are like the one before are
  /// not sent.
  Conversation following(View view) {
    return channel -> {
      var version = "";
      Optional<String> request = Optional.empty();
      Object last = "";
      while (channel.isOpen()) {
        var now = store.version();
        if (!now.equals(version)) {
          version = now;
          Frame frame;
          try {
            frame = view.frame(request);
          } catch (RefusedException e) {
            frame = new Frame(Envelope.refused(e), true);
          }
          if (!Objects.equals(frame.answer(), last)) {
            last = frame.answer();
            channel.send(frame.answer());
          }
          if (frame.isLast()) {
            return;
          }
        }
        var said = channel.receive(PAUSE);
        if (said.isPresent()) {
          request = said;
          version = "";
          last = "";
        }
        channel.idle(PAUSE);
      }
    };
  }

  private final class SocketChannel implements Channel {
    private final WebSocket socket;
    private Duration silence = Duration.ZERO;

    SocketChannel(WebSocket socket) {
      this.socket = socket;
    }

    @Override
    public void send(Answer answer) throws IOException, InterruptedException {
      silence = Duration.ZERO;
      socket.send(envelope.text(answer) + '\n');
    }

    @Override
    public void idle(Duration time) throws IOException, InterruptedException {
      silence = silence.plus(time);
      if (silence.compareTo(PING) >= 0) {
        silence = Duration.ZERO;
        socket.ping();
      }
    }

    @Override
    public boolean isOpen() {
      return socket.isOpen();
    }

    @Override
    public Optional<String> receive(Duration limit) throws InterruptedException {
      return socket.receive(limit)
          .map(message -> message instanceof WebSocket.Message.Text(var text) ? text : "");
    }
  }

  private final class EventChannel implements Channel {
    private final EventStream stream;
    private Duration silence = Duration.ZERO;

    EventChannel(EventStream stream) {
      this.stream = stream;
    }

    @Override
    public void send(Answer answer) throws IOException {
      silence = Duration.ZERO;
      stream.send(new Event("", "message", envelope.text(answer)));
    }

    @Override
    public void idle(Duration time) throws IOException {
      silence = silence.plus(time);
      if (silence.compareTo(HEARTBEAT) >= 0) {
        silence = Duration.ZERO;
        stream.send(new Event("", "heartbeat", "keepalive"));
      }
    }

    @Override
    public boolean isOpen() {
      return stream.isOpen();
    }

    @Override
    public Optional<String> receive(Duration limit) throws InterruptedException {
      Thread.sleep(limit);
      return Optional.empty();
    }
  }
}
