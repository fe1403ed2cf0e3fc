package io.parallelr.handover;

import io.parallelr.http.Address;
import io.parallelr.http.Listener;
import io.parallelr.os.ListeningSocket;
import io.parallelr.os.PacketSocket;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running server's side: waits for a new one, and gives its place to that.
public final class Handover {
  private static final Logger log = LoggerFactory.getLogger(Handover.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration NOBODY = Duration.ofDays(1); // until it is looked again

  private final Path place;
  private final PacketSocket port;
  private final Listener listener;
  private final Map<Address, ListeningSocket> inherited;
  private final IntConsumer end;
  private final Thread thread;
  private volatile boolean isClosed;

  private Handover(
      Path place,
      PacketSocket port,
      Listener listener,
      Map<Address, ListeningSocket> inherited,
      IntConsumer end) {
    this.place = place;
    this.port = port;
    this.listener = listener;
    this.inherited = inherited;
    this.end = end;
    thread = Thread.ofPlatform().daemon().name("handover").unstarted(this::serve);
  }

  /// Waits for new servers from now on, where the system allows that.
  ///
  /// @param data the directory that the new server is to have
  /// @param takeover by which this server itself got some of its sockets
  /// @param end begins to end this server, and leaves what runs to the process of that number
  public static Optional<Handover> offer(
      Path data,
      Listener listener,
      Optional<Takeover> takeover,
      IntConsumer end) {
    if (!PacketSocket.isSupported()) {
      return Optional.empty();
    }
    var place = Protocol.place(data);
    try {
      var handover = new Handover(place, PacketSocket.listen(place), listener,
          takeover.map(Takeover::taken).orElse(Map.of()), end);
      handover.thread.start();
      return Optional.of(handover);
    } catch (IOException e) {
      log.warn("this server cannot be replaced by --replace: {}", Reason.of(e));
      return Optional.empty();
    }
  }

  private void serve() {
    boolean isOver = false;
    while (!isOver && !isClosed) {
      var asking = port.accept(NOBODY);
      if (asking.isPresent() && !isClosed) {
        isOver = serve(asking.get());
      }
    }
  }

  /// @return whether this server ends; then the connection stays open until its process ends
  private boolean serve(PacketSocket successor) {
    boolean isOver = false;
    try {
      isOver = successor.isOwn() && isHandedOver(successor);
    } catch (IOException e) {
      log.warn("not replaced by process {}: {}", successor.peer(), Reason.of(e));
    } catch (InterruptedException e) {
      isOver = false; // nobody does that
    } finally {
      if (!isOver) {
        successor.close();
      }
    }
    return isOver;
  }

  private boolean isHandedOver(PacketSocket successor) throws IOException, InterruptedException {
    if (!isAnswered(successor, Protocol.REPLACE, Protocol.REPLY)) {
      successor.send(Protocol.REFUSED + "it is of another version", List.of());
      return false;
    }
    sendSockets(successor);
    if (!isAnswered(successor, Protocol.PREPARED, Protocol.ANSWER)) {
      return false;
    }
    log.info("process {} takes over", successor.peer());
    boolean isOver = false;
    try {
      listener.drain(Protocol.REQUESTS, () -> isClosed || successor.isDisturbed());
      if (!isClosed && !successor.isDisturbed()) {
        successor.send(Protocol.DRAINED, List.of());
        isOver = isAnswered(successor, Protocol.GO, Protocol.REPLY);
      }
      return isOver;
    } finally {
      if (isOver) {
        listener.leaveFiles();
        end.accept(successor.peer());
        log.info("ending for process {}; what runs continues", successor.peer());
      } else {
        listener.resume();
        log.warn("process {} has not taken over: serving as before", successor.peer());
      }
    }
  }

  private boolean isAnswered(PacketSocket successor, String text, Duration limit) {
    for (long looks = limit.dividedBy(LOOK); looks > 0 && !isClosed; looks--) {
      var message = successor.receive(LOOK);
      if (message.isPresent()) {
        message.get().descriptors().forEach(fd -> new ListeningSocket(fd).close());
        return message.get().text().equals(text);
      }
    }
    return false;
  }

  private void sendSockets(PacketSocket successor) throws IOException {
    var lines = new ArrayList<String>();
    var descriptors = new ArrayList<Integer>();
    lines.add(Protocol.SOCKETS);
    for (var channel : listener.channels().entrySet()) {
      lines.add(AddressText.of(channel.getKey()));
      descriptors.add(socket(channel).descriptor());
    }
    successor.send(String.join("\n", lines), descriptors);
  }

  private ListeningSocket socket(Map.Entry<Address, ServerSocketChannel> channel)
      throws IOException {
    var known = inherited.get(channel.getKey());
    return known == null ? ListeningSocket.of(channel.getValue()) : known;
  }

  /// Waits for no more. One that is just taking over is told nothing, and so does not.
  public void close() throws IOException, InterruptedException {
    isClosed = true;
    port.interrupt();
    thread.join();
    port.close();
    Files.deleteIfExists(place);
  }
}
