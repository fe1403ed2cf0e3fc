package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// C library calls for sockets; see [Posix]. Structures are those of the 64-bit systems.
final class PosixSockets {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int ECONNREFUSED = 111;

  private static final int SOCK_SEQPACKET_CLOEXEC = 5 | 0x80000;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int O_CLOEXEC = 0x80000;
  private static final short POLLIN = 1;
  private static final int ADDRESS_BYTES = 128; // struct sockaddr_storage
  private static final int PATH_OFFSET = 2;
  private static final int LONGEST_PATH = 107; // without the NUL
  private static final int MESSAGE_HEADER_BYTES = 56; // struct msghdr
  private static final int CONTROL_HEADER_BYTES = 16; // struct cmsghdr
  private static final int MOST_DESCRIPTORS = 64;
  private static final int LONGEST_MESSAGE = 64 << 10;

  private static final MemorySegment SOCKET = Posix.symbol("socket");
  private static final MemorySegment BIND = Posix.symbol("bind");
  private static final MemorySegment LISTEN = Posix.symbol("listen");
  private static final MemorySegment ACCEPT4 = Posix.symbol("accept4");
  private static final MemorySegment CONNECT = Posix.symbol("connect");
  private static final MemorySegment SENDMSG = Posix.symbol("sendmsg");
  private static final MemorySegment RECVMSG = Posix.symbol("recvmsg");
  private static final MemorySegment SHUTDOWN = Posix.symbol("shutdown");
  private static final MemorySegment GETSOCKOPT = Posix.symbol("getsockopt");
  private static final MemorySegment GETSOCKNAME = Posix.symbol("getsockname");
  private static final MemorySegment DUP3 = Posix.symbol("dup3");

  private PosixSockets() {}

  /// socket(2) for packets between processes of this machine.
  static Posix.Result packetSocket() {
    return Posix.call(SOCKET, AF_UNIX, SOCK_SEQPACKET_CLOEXEC, 0, 0, 0, 0);
  }

  /// bind(2).
  ///
  /// @param path at most 107 bytes
  static Posix.Result bind(int fd, byte[] path) {
    return withAddress(path, (address, length) -> Posix.call(BIND, fd, address, length, 0, 0, 0));
  }

  /// connect(2).
  ///
  /// @param path at most 107 bytes
  static Posix.Result connect(int fd, byte[] path) {
    return withAddress(
        path,
        (address, length) -> Posix.call(CONNECT, fd, address, length, 0, 0, 0));
  }

  private interface OfAddress {
    Posix.Result call(long address, int length);
  }

  private static Posix.Result withAddress(byte[] path, OfAddress use) {
    if (path.length > LONGEST_PATH) {
      throw new IllegalArgumentException("a path of %d bytes".formatted(path.length));
    }
    try (var arena = Arena.ofConfined()) {
      var address = arena.allocate(ADDRESS_BYTES, 8);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, PATH_OFFSET, path.length);
      boolean isAbstract = path.length > 0 && path[0] == 0; // its length counts
      return use.call(address.address(), PATH_OFFSET + path.length + (isAbstract ? 0 : 1));
    }
  }

  /// Sends a datagram to a socket of this machine; socket(2), connect(2) and send as [#send].
  ///
  /// @param path at most 107 bytes; an abstract name if the first is 0
  static Posix.Result sendOnce(byte[] path, byte[] bytes) {
    var made = Posix.call(SOCKET, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0, 0, 0, 0);
    if (made.failed()) {
      return made;
    }
    try {
      var connected = connect(made.intValue(), path);
      return connected.failed() ? connected : send(made.intValue(), bytes, List.of());
    } finally {
      Posix.close(made.intValue());
    }
  }

  /// listen(2).
  static Posix.Result listen(int fd, int backlog) {
    return Posix.call(LISTEN, fd, backlog, 0, 0, 0, 0);
  }

  /// shutdown(2) for both directions: who waits at the socket returns.
  static void shutDown(int fd) {
    Posix.call(SHUTDOWN, fd, 2, 0, 0, 0, 0);
  }

  /// accept4(2). Blocks.
  static Posix.Result accept(int fd) {
    return Posix.call(ACCEPT4, fd, 0, 0, O_CLOEXEC, 0, 0);
  }

  /// poll(2): whether there is something to read or to accept, or the other side is gone.
  ///
  /// @param milliseconds how long it waits
  static boolean isReadable(int fd, int milliseconds) {
    try (var arena = Arena.ofConfined()) {
      var descriptor = arena.allocate(8, 4); // struct pollfd
      descriptor.set(JAVA_INT, 0, fd);
      descriptor.set(JAVA_SHORT, 4, POLLIN);
      return PosixFiles.poll(descriptor, 1, milliseconds).intValue() > 0;
    }
  }

  /// sendmsg(2), with descriptors by SCM_RIGHTS. Blocks.
  static Posix.Result send(int fd, byte[] bytes, List<Integer> descriptors) {
    try (var arena = Arena.ofConfined()) {
      var data = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
      var control = control(arena, descriptors.size());
      if (!descriptors.isEmpty()) {
        control.set(JAVA_LONG, 0, CONTROL_HEADER_BYTES + 4L * descriptors.size());
        control.set(JAVA_INT, 8, SOL_SOCKET);
        control.set(JAVA_INT, 12, SCM_RIGHTS);
        for (int i = 0; i < descriptors.size(); i++) {
          control.set(JAVA_INT, CONTROL_HEADER_BYTES + 4L * i, descriptors.get(i));
        }
      }
      var header = header(
          arena,
          data.asSlice(0, bytes.length),
          control.asSlice(0, descriptors.isEmpty() ? 0 : control.byteSize()));
      return Posix.call(SENDMSG, fd, header.address(), MSG_NOSIGNAL, 0, 0, 0);
    }
  }

  private static MemorySegment control(Arena arena, int descriptors) {
    return arena.allocate(CONTROL_HEADER_BYTES + (4L * descriptors + 7) / 8 * 8, 8);
  }

  private static MemorySegment header(Arena arena, MemorySegment data, MemorySegment control) {
    var vector = arena.allocate(16, 8); // struct iovec
    vector.set(JAVA_LONG, 0, data.address());
    vector.set(JAVA_LONG, 8, data.byteSize());
    var header = arena.allocate(MESSAGE_HEADER_BYTES, 8);
    header.set(JAVA_LONG, 16, vector.address());
    header.set(JAVA_LONG, 24, 1);
    header.set(JAVA_LONG, 32, control.byteSize() == 0 ? 0 : control.address());
    header.set(JAVA_LONG, 40, control.byteSize());
    return header;
  }

  /// What recvmsg(2) has read: nothing at the end.
  record Received(Posix.Result result, String text, List<Integer> descriptors) {}

  /// recvmsg(2); the descriptors it brings are closed by execve(2). Blocks.
  static Received receive(int fd) {
    try (var arena = Arena.ofConfined()) {
      var data = arena.allocate(LONGEST_MESSAGE);
      var control = control(arena, MOST_DESCRIPTORS);
      var header = header(arena, data, control);
      var result = Posix.call(RECVMSG, fd, header.address(), MSG_CMSG_CLOEXEC, 0, 0, 0);
      if (result.failed()) {
        return new Received(result, "", List.of());
      }
      var descriptors = new ArrayList<Integer>();
      if (header.get(JAVA_LONG, 40) >= CONTROL_HEADER_BYTES
          && control.get(JAVA_INT, 8) == SOL_SOCKET && control.get(JAVA_INT, 12) == SCM_RIGHTS) {
        long count = (control.get(JAVA_LONG, 0) - CONTROL_HEADER_BYTES) / 4;
        for (int i = 0; i < count; i++) {
          descriptors.add(control.get(JAVA_INT, CONTROL_HEADER_BYTES + 4L * i));
        }
      }
      return new Received(
          result,
          new String(data.asSlice(0, result.value()).toArray(JAVA_BYTE), UTF_8),
          List.copyOf(descriptors));
    }
  }

  /// The user whose process has connected, or listens; getsockopt(2) with SO_PEERCRED.
  static OptionalInt peerUser(int fd) {
    return option(fd, SO_PEERCRED, 12, 4);
  }

  /// As [#peerUser(int)], the number of the process.
  static OptionalInt peerProcess(int fd) {
    return option(fd, SO_PEERCRED, 12, 0);
  }

  /// Whether it is a socket that takes connections; getsockopt(2) with SO_ACCEPTCONN.
  static boolean isListening(int fd) {
    return option(fd, SO_ACCEPTCONN, 4, 0).orElse(0) != 0;
  }

  private static OptionalInt option(int fd, int option, int bytes, int offset) {
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(bytes, 8);
      var length = arena.allocateFrom(JAVA_INT, bytes);
      var result = Posix.call(
          GETSOCKOPT,
          fd,
          SOL_SOCKET,
          option,
          value.address(),
          length.address(),
          0);
      return result.failed()
          ? OptionalInt.empty()
          : OptionalInt.of(value.get(JAVA_INT, offset));
    }
  }

  /// The address of a socket.
  ///
  /// @param family such as [#AF_UNIX]
  /// @param bytes of the host, or of the path; as ISO 8859-1
  /// @param port 0 for a path
  record Name(int family, String bytes, int port) {
    static Name of(int family, MemorySegment bytes, int port) {
      return new Name(family, new String(bytes.toArray(JAVA_BYTE), ISO_8859_1), port);
    }
  }

  /// getsockname(2); empty for what is not a socket, or of another family.
  static Optional<Name> name(int fd) {
    try (var arena = Arena.ofConfined()) {
      var address = arena.allocate(ADDRESS_BYTES, 8);
      var length = arena.allocateFrom(JAVA_INT, ADDRESS_BYTES);
      var result =
          Posix.call(GETSOCKNAME, fd, address.address(), length.address(), 0, 0, 0);
      if (result.failed()) {
        return Optional.empty();
      }
      int port = Short.toUnsignedInt(Short.reverseBytes(address.get(JAVA_SHORT, 2)));
      int family = address.get(JAVA_SHORT, 0);
      return switch (family) {
        case AF_INET ->
          Optional.of(Name.of(family, address.asSlice(4, 4), port));
        case AF_INET6 ->
          Optional.of(Name.of(family, address.asSlice(8, 16), port));
        case AF_UNIX -> Optional.of(
            Name.of(
                family,
                address.asSlice(PATH_OFFSET, Math.max(0, length.get(JAVA_INT, 0) - PATH_OFFSET)),
                0));
        default -> Optional.empty();
      };
    }
  }

  /// dup3(2) with O_CLOEXEC: the second number means what the first one does.
  static Posix.Result duplicate(int from, int onto) {
    return Posix.call(DUP3, from, onto, O_CLOEXEC, 0, 0, 0);
  }
}
