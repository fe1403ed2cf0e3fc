package io.parallelr.http;

import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of a unix socket. It is made in a directory that nobody else may enter, and moved to
/// its place when its own rights are set: so at no time can another user connect, and a file that a
/// dead server has left is replaced in one step.
final class SocketFile {
  private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);

  /// What the kernel takes, of which Jetty keeps some for itself.
  private static final int LONGEST = UnixDomainServerConnector.MAX_UNIX_DOMAIN_PATH_LENGTH;

  private final Path path;
  private final Path directory;
  private final Inheritance inheritance;
  private Optional<ServerSocketChannel> channel = Optional.empty();
  private boolean isPublished;

  private SocketFile(Path path, Path directory, Inheritance inheritance) {
    this.path = path;
    this.directory = directory;
    this.inheritance = inheritance;
    this.isPublished = isInherited();
  }

  /// @param inheritance may have the socket, whose file is in its place then
  /// @throws IOException if there is a file that is not a dead socket
  static SocketFile prepare(Path path, Inheritance inheritance) throws IOException {
    var absolute = path.toAbsolutePath();
    if (!inheritance.has(new Address.UnixSocket(path))
        && Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      requireDeadSocket(absolute);
    }
    try {
      var socket = new SocketFile(
          absolute,
          Files.createTempDirectory(absolute.getParent(), "."),
          inheritance);
      if (socket.unpublished().toString().length() > LONGEST) {
        socket.remove();
        throw new IOException("the path is too long for a socket");
      }
      return socket;
    } catch (IOException e) {
      throw new IOException("cannot listen on unix:%s: %s".formatted(path, Reason.of(e)), e);
    }
  }

  private static void requireDeadSocket(Path path) throws IOException {
    if (!isSocket(path)) {
      throw new IOException(
          "cannot listen on unix:%s: there is a file that is not a socket".formatted(path));
    }
    boolean isAlive;
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      isAlive = true;
    } catch (IOException _) {
      isAlive = false;
    }
    if (isAlive) {
      throw new IOException("cannot listen on unix:%s: another program uses it".formatted(path));
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    var attributes = Files.readAttributes(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return attributes.get("mode") instanceof Integer mode && (mode & 0170000) == 0140000;
  }

  UnixDomainServerConnector connector(Server server, ConnectionFactory factory, int backlog) {
    var connector = new UnixDomainServerConnector(server, 0, 1, factory) {
      // Gets the channel when it is open, and before it takes connections.
      @Override
      public boolean addBean(Object bean) {
        if (bean instanceof ServerSocketChannel opened) {
          take(opened);
        }
        return super.addBean(bean);
      }
    };
    connector.setUnixDomainPath(unpublished());
    connector.setAcceptQueueSize(backlog);
    return connector;
  }

  private void take(ServerSocketChannel opened) {
    channel = Optional.of(opened);
    if (isInherited()) {
      try {
        inheritance.take(address(), opened);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private boolean isInherited() {
    return inheritance.has(address());
  }

  Address.UnixSocket address() {
    return new Address.UnixSocket(path);
  }

  /// What takes its connections; empty before the connector is started.
  Optional<ServerSocketChannel> channel() {
    return channel;
  }

  private Path unpublished() {
    return directory.resolve("s");
  }

  /// Lets clients find it.
  void publish() throws IOException {
    if (isPublished) {
      return;
    }
    Files.setPosixFilePermissions(unpublished(), PosixFilePermissions.fromString("rw-------"));
    Files.move(unpublished(), path, StandardCopyOption.ATOMIC_MOVE);
    isPublished = true;
  }

  /// Leaves the file to another process.
  void leave() {
    isPublished = false;
  }

  void remove() {
    try {
      if (isPublished) {
        Files.deleteIfExists(path);
      }
      Files.deleteIfExists(unpublished());
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", path, Reason.withPath(e));
    }
  }
}
