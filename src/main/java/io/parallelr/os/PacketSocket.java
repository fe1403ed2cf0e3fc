package io.parallelr.os;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/// A unix socket by which processes of one user exchange messages and descriptors; unix(7) with
/// SOCK_SEQPACKET. What waits blocks its thread in the system, which must be a platform thread.
public final class PacketSocket implements AutoCloseable {
  private static final int BACKLOG = 8;

  private final int fd;
  private final AtomicBoolean isClosed = new AtomicBoolean(); // its number may be another's then

  private PacketSocket(int fd) {
    this.fd = fd;
  }

  /// A message with descriptors, which now are the receiver's.
  ///
  /// @param text empty if the other side is gone
  public record Message(String text, List<Integer> descriptors) {
    static final Message END = new Message("", List.of());

    public boolean isEnd() {
      return text.isEmpty();
    }
  }

  /// Whether there are such sockets here.
  public static boolean isSupported() {
    return Spawner.isSupported();
  }

  /// Listens at a path, in place of what a dead process has left there.
  ///
  /// @param path in a directory that is private; of any length
  /// @throws IOException if that cannot be done
  public static PacketSocket listen(Path path) throws IOException {
    Files.deleteIfExists(path);
    return opened(path, (fd, name) -> {
      var bound = PosixSockets.bind(fd, name);
      return bound.failed() ? bound : PosixSockets.listen(fd, BACKLOG);
    });
  }

  /// Connects with the process that listens at a path.
  ///
  /// @return empty if there is none
  /// @throws IOException if it cannot be asked
  public static Optional<PacketSocket> connect(Path path) throws IOException {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(opened(path, PosixSockets::connect));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  private interface Use {
    Posix.Result call(int fd, byte[] path);
  }

  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static PacketSocket opened(Path path, Use use) throws IOException {
    var made = check(PosixSockets.packetSocket(), path);
    boolean isDone = false;
    try (var arena = Arena.ofConfined()) {
      var parent = Optional.ofNullable(path.toAbsolutePath().getParent()).orElseThrow();
      // the path of a socket must be short, that of a directory need not be
      var directory = check(PosixFiles.openPath(NativeFile.name(arena, parent)), parent);
      try {
        var name = "/proc/self/fd/%d/%s".formatted(directory, path.getFileName());
        var result = use.call(made, name.getBytes(UTF_8));
        if (result.failed() && result.errno() == PosixSockets.ECONNREFUSED) {
          throw new RefusedException();
        }
        int _ = check(result, path);
      } finally {
        Posix.close(directory);
      }
      isDone = true;
      return new PacketSocket(made);
    } finally {
      if (!isDone) {
        Posix.close(made);
      }
    }
  }

  private static int check(Posix.Result result, Path path) throws IOException {
    if (result.failed()) {
      throw new IOException(
          "%s: %s".formatted(NativeText.of(path), Posix.describe(result.errno())));
    }
    return result.intValue();
  }

  /// Waits for somebody who connects.
  ///
  /// @return empty if nobody has within the limit
  public Optional<PacketSocket> accept(Duration limit) {
    if (!PosixSockets.isReadable(fd, milliseconds(limit))) {
      return Optional.empty();
    }
    var accepted = PosixSockets.accept(fd);
    return accepted.failed()
        ? Optional.empty()
        : Optional.of(new PacketSocket(accepted.intValue()));
  }

  private static int milliseconds(Duration limit) {
    return Math.clamp(limit.toMillis(), 0, Integer.MAX_VALUE);
  }

  /// Whether the process at the other end is this user's.
  public boolean isOwn() {
    var user = PosixSockets.peerUser(fd);
    return user.equals(OptionalInt.of(PosixProcesses.effectiveUser()));
  }

  /// The process at the other end, when it connected or began to listen.
  public int peer() {
    return PosixSockets.peerProcess(fd).orElse(0);
  }

  /// Sends a message.
  ///
  /// @param descriptors that the receiver gets copies of
  /// @throws IOException if the other side is gone
  public void send(String text, List<Integer> descriptors) throws IOException {
    var sent = PosixSockets.send(fd, text.getBytes(UTF_8), descriptors);
    if (sent.failed()) {
      throw new IOException(Posix.describe(sent.errno()));
    }
  }

  /// Waits for a message.
  ///
  /// @return empty if none has come within the limit
  public Optional<Message> receive(Duration limit) {
    if (!PosixSockets.isReadable(fd, milliseconds(limit))) {
      return Optional.empty();
    }
    var received = PosixSockets.receive(fd);
    return Optional.of(
        received.result().failed()
            ? Message.END
            : new Message(received.text(), received.descriptors()));
  }

  /// Whether the other side is gone, or has said something unasked.
  public boolean isDisturbed() {
    return PosixSockets.isReadable(fd, 0);
  }

  /// Lets the thread that waits for somebody, or for a message, return. Nothing comes any more.
  public void interrupt() {
    PosixSockets.shutDown(fd);
  }

  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      Posix.close(fd);
    }
  }
}
