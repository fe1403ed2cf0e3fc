package io.parallelr.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/// Sockets that take connections already, as another process has opened them.
public interface Inheritance {
  /// There are none.
  Inheritance NONE = new Inheritance() {
    @Override
    public boolean has(Address address) {
      return false;
    }

    @Override
    public Address.Tcp bound(Address.Tcp address) {
      throw new IllegalArgumentException(address.toString());
    }

    @Override
    public void take(Address address, ServerSocketChannel channel) {
      throw new IllegalArgumentException(address.toString());
    }
  };

  /// Whether there is one for an address.
  boolean has(Address address);

  /// The address with the port that it has.
  Address.Tcp bound(Address.Tcp address);

  /// Puts it in the place of that of a channel.
  ///
  /// @param channel of the same kind, at an address that no other has
  void take(Address address, ServerSocketChannel channel) throws IOException;
}
