package io.parallelr.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The descriptor of a socket that takes connections. The JDK does not show it, nor does it make a
/// channel of one: so the descriptor of a channel is found by its address, and a channel that is
/// open gets another socket under its own number.
public record ListeningSocket(int descriptor) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int MAPPED_PREFIX = 12; // bytes of an IPv4 address in an IPv6 one

  /// That of an open channel, which no other has the address of.
  ///
  /// @throws IOException if it cannot be found
  public static ListeningSocket of(ServerSocketChannel channel) throws IOException {
    var address = channel.getLocalAddress();
    try (var all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (var one : all) {
        int fd = Integer.parseInt(NativeText.nameOf(one));
        if (PosixSockets.isListening(fd)
            && PosixSockets.name(fd).filter(name -> is(name, address)).isPresent()) {
          return new ListeningSocket(fd);
        }
      }
    }
    throw new IOException("the descriptor of %s is not to be found".formatted(address));
  }

  private static boolean is(PosixSockets.Name name, SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> name.family() != PosixSockets.AF_UNIX
          && name.port() == inet.getPort()
          && Arrays.equals(shortest(bytes(name)), shortest(inet.getAddress().getAddress()));
      case UnixDomainSocketAddress unix -> name.family() == PosixSockets.AF_UNIX
          && Arrays.equals(
              upToNul(bytes(name)),
              NativeText.bytes(NativeText.of(unix.getPath())));
      default -> false;
    };
  }

  private static byte[] bytes(PosixSockets.Name name) {
    return name.bytes().getBytes(ISO_8859_1);
  }

  /// One number for all addresses of this machine in both families, and for an IPv4 address.
  private static byte[] shortest(byte[] host) {
    boolean isAny = Arrays.equals(host, new byte[host.length]);
    if (isAny) {
      return new byte[0];
    }
    boolean isMapped = host.length > MAPPED_PREFIX && host[10] == -1 && host[11] == -1
        && Arrays.equals(host, 0, 10, new byte[10], 0, 10);
    return isMapped ? Arrays.copyOfRange(host, MAPPED_PREFIX, host.length) : host;
  }

  private static byte[] upToNul(byte[] path) {
    int length = 0;
    while (length < path.length && path[length] != 0) {
      length++;
    }
    return Arrays.copyOf(path, length);
  }

  /// Whether only processes of this machine can connect, by a file.
  public boolean isUnix() {
    return PosixSockets.name(descriptor)
        .filter(name -> name.family() == PosixSockets.AF_UNIX)
        .isPresent();
  }

  /// Whether it takes connections at all.
  public boolean isListening() {
    return PosixSockets.isListening(descriptor);
  }

  /// Puts it in the place of the socket of a channel, which then takes its connections. The channel
  /// goes on to give the address that it had.
  ///
  /// @param channel that nothing waits for yet; both are of one family
  /// @return the descriptor of the channel
  public ListeningSocket replace(ServerSocketChannel channel) throws IOException {
    boolean isChannelUnix = channel.getLocalAddress() instanceof UnixDomainSocketAddress;
    if (!isListening() || isUnix() != isChannelUnix) {
      throw new IOException("it is not a socket for " + channel.getLocalAddress());
    }
    var replaced = of(channel);
    var done = PosixSockets.duplicate(descriptor, replaced.descriptor());
    if (done.failed()) {
      throw new IOException(Posix.describe(done.errno()));
    }
    return replaced;
  }

  /// Closes it.
  public void close() {
    Posix.close(descriptor);
  }
}
