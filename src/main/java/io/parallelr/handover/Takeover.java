package io.parallelr.handover;

import io.parallelr.http.Address;
import io.parallelr.http.Inheritance;
import io.parallelr.os.ListeningSocket;
import io.parallelr.os.NativeText;
import io.parallelr.os.PacketSocket;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.store.SqlJobStore;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The new server's side: gets the sockets of the running one, and then its place. For one thread.
public final class Takeover implements Inheritance, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Takeover.class);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Path data;
  private final PacketSocket old;
  private final Map<Address, ListeningSocket> sockets;
  private final Map<Address, ListeningSocket> taken = new HashMap<>();
  private boolean isClosed;

  private Takeover(Path data, PacketSocket old, Map<Address, ListeningSocket> sockets) {
    this.data = data;
    this.old = old;
    this.sockets = sockets;
  }

  /// Asks the server that runs on a data directory. It goes on serving.
  ///
  /// @return empty if none runs
  /// @throws UserError if it does not hand over, with [ExitStatus#NOT_REPLACED]
  public static Optional<Takeover> ask(Path data) {
    if (!PacketSocket.isSupported()) {
      throw new UserError(ExitStatus.USAGE, "--replace: this system has no way to do that");
    }
    var old = connection(data);
    if (old.isPresent()) {
      return Optional.of(ask(data, old.get()));
    }
    if (isUsed(data)) {
      throw refused(
          data,
          "it does not take requests for that: it is starting, ending, or of an earlier version");
    }
    return Optional.empty();
  }

  private static Optional<PacketSocket> connection(Path data) {
    try {
      return PacketSocket.connect(Protocol.place(data));
    } catch (IOException e) {
      throw refused(data, Reason.of(e));
    }
  }

  private static Takeover ask(Path data, PacketSocket old) {
    boolean isDone = false;
    try {
      if (!old.isOwn()) {
        throw refused(data, "it belongs to another user");
      }
      old.send(Protocol.REPLACE, List.of());
      var takeover = new Takeover(data, old, sockets(answer(data, old)));
      isDone = true;
      return takeover;
    } catch (IOException e) {
      throw refused(data, Reason.of(e));
    } finally {
      if (!isDone) {
        old.close();
      }
    }
  }

  private static PacketSocket.Message answer(Path data, PacketSocket old) {
    var message = old.receive(Protocol.ANSWER)
        .orElseThrow(
            () -> refused(
                data,
                "it has not answered for %d seconds".formatted(Protocol.ANSWER.toSeconds())));
    if (message.text().startsWith(Protocol.REFUSED)) {
      throw refused(data, message.text().substring(Protocol.REFUSED.length()));
    }
    return message;
  }

  private static Map<Address, ListeningSocket> sockets(PacketSocket.Message message)
      throws IOException {
    var lines = message.text().lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(Protocol.SOCKETS)
        || lines.size() != message.descriptors().size() + 1) {
      throw new IOException(message.isEnd() ? "it has just ended" : "it answers in another way");
    }
    var sockets = new HashMap<Address, ListeningSocket>();
    for (int i = 1; i < lines.size(); i++) {
      sockets.put(
          AddressText.parse(lines.get(i)),
          new ListeningSocket(message.descriptors().get(i - 1)));
    }
    return sockets;
  }

  private static UserError refused(Path data, String reason) {
    return new UserError(
        ExitStatus.NOT_REPLACED,
        "the server on %s is not replaced: %s".formatted(NativeText.of(data), reason));
  }

  private static boolean isUsed(Path data) {
    try {
      return SqlJobStore.isUsed(data);
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
    }
  }

  @Override
  public boolean has(Address address) {
    return inherited(address).isPresent();
  }

  @Override
  public Address.Tcp bound(Address.Tcp address) {
    return inherited(address).map(Map.Entry::getKey)
        .filter(Address.Tcp.class::isInstance)
        .map(Address.Tcp.class::cast)
        .orElseThrow();
  }

  @Override
  public void take(Address address, ServerSocketChannel channel) throws IOException {
    var socket = inherited(address).orElseThrow();
    taken.put(socket.getKey(), socket.getValue().replace(channel));
  }

  /// The sockets of the channels that got one from here, by their addresses.
  Map<Address, ListeningSocket> taken() {
    return Map.copyOf(taken);
  }

  private Optional<Map.Entry<Address, ListeningSocket>> inherited(Address address) {
    return sockets.entrySet()
        .stream()
        .filter(entry -> isSame(address, entry.getKey()))
        .findFirst();
  }

  private static boolean isSame(Address wanted, Address there) {
    return switch (wanted) {
      case Address.Tcp(var host, var port) -> there instanceof Address.Tcp other
          && (port == 0 || port == other.port())
          && isSameHost(host, other.host());
      case Address.UnixSocket(var path) -> there instanceof Address.UnixSocket(var other)
          && path.toAbsolutePath().equals(other.toAbsolutePath());
    };
  }

  private static boolean isSameHost(String one, String other) {
    try {
      return InetAddress.getByName(one).equals(InetAddress.getByName(other));
    } catch (UnknownHostException e) {
      return one.equals(other);
    }
  }

  /// Has the old server let its clients go and end, and waits for that. To be called when all that
  /// could go wrong is done: if this process dies before, or this throws an exception, the old one
  /// goes on serving.
  ///
  /// @throws UserError if it does not, with [ExitStatus#NOT_REPLACED]
  public void complete() throws InterruptedException {
    int pid = old.peer();
    log.info("taking over from process {}", pid);
    try {
      old.send(Protocol.PREPARED, List.of());
      var message = answer(data, old);
      if (!message.isEnd()) {
        old.send(Protocol.GO, List.of());
        if (old.receive(Protocol.ANSWER).filter(PacketSocket.Message::isEnd).isEmpty()) {
          throw refused(data, "process %d does not end".formatted(pid));
        }
      }
    } catch (IOException e) {
      log.debug("process {} has ended by itself", pid, e);
    }
    awaitFree();
  }

  /// A server that has ended for another reason may still be closing its data.
  private void awaitFree() throws InterruptedException {
    for (long looks = Protocol.REPLY.dividedBy(LOOK); looks > 0 && isUsed(data); looks--) {
      Thread.sleep(LOOK);
    }
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    old.close();
    sockets.values().forEach(ListeningSocket::close);
  }
}
