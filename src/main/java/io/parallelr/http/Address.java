package io.parallelr.http;

import java.nio.file.Path;

/// Where a [Listener] takes connections.
public sealed interface Address {
  /// A host's name or number and a port; port 0 takes any that is free.
  record Tcp(String host, int port) implements Address {
    public Tcp {
      if (host.isBlank()) {
        throw new IllegalArgumentException("a listener needs a host, such as 127.0.0.1");
      }
      if (port < 0 || port > 0xffff) {
        throw new IllegalArgumentException("port %d is not between 0 and 65535".formatted(port));
      }
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ':' + port;
    }
  }

  /// A unix socket, to which only its owner can connect.
  record UnixSocket(Path path) implements Address {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }
}
