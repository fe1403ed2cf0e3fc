package io.parallelr.handover;

import io.parallelr.http.Address;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/// An address on a line.
final class AddressText {
  private static final String TCP = "tcp ";
  private static final String UNIX = "unix ";

  private AddressText() {}

  static String of(Address address) {
    return switch (address) {
      case Address.Tcp(var host, var port) -> TCP + port + ' ' + host;
      case Address.UnixSocket(var path) -> UNIX + path.toUri();
    };
  }

  /// @throws IOException if it is not one
  static Address parse(String line) throws IOException {
    try {
      if (line.startsWith(TCP)) {
        var words = line.substring(TCP.length()).split(" ", 2);
        return new Address.Tcp(words[1], Integer.parseInt(words[0]));
      }
      if (line.startsWith(UNIX)) {
        return new Address.UnixSocket(Path.of(URI.create(line.substring(UNIX.length()))));
      }
    } catch (RuntimeException e) {
      throw new IOException("not an address: " + line, e);
    }
    throw new IOException("not an address: " + line);
  }
}
