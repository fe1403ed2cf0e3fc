package io.parallelr.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A connection on which both sides send messages. One thread receives; any threads send.
public interface WebSocket {
  /// A message of the client.
  sealed interface Message {
    /// Characters.
    record Text(String text) implements Message {}

    /// Bytes.
    final class Binary implements Message {
      private final byte[] bytes;

      Binary(byte[] bytes) {
        this.bytes = bytes;
      }

      /// In bytes.
      int size() {
        return bytes.length;
      }

      /// The caller's own.
      public byte[] bytes() {
        return bytes;
      }
    }
  }

  /// Waits for the next message.
  ///
  /// @return empty if none has come in time, or none will come any more: see [#isOpen()]
  Optional<Message> receive(Duration limit) throws InterruptedException;

  /// Sends a text, and waits until it is on its way. A client that is too slow is disconnected.
  void send(String text) throws IOException, InterruptedException;

  /// Sends bytes, and waits until they are on their way.
  void send(byte[] bytes) throws IOException, InterruptedException;

  /// Asks for a sign of life, with an empty ping frame.
  void ping() throws IOException, InterruptedException;

  /// Whether the connection is there.
  boolean isOpen();

  /// Closes the connection.
  ///
  /// @param code such as 1000
  /// @param reason at most 123 bytes
  void close(int code, String reason);

  /// What a connection is used for, from its start to its end.
  @FunctionalInterface
  interface Conversation {
    /// Runs on a thread of its own; the connection is closed with 1000 when it returns, and with
    /// 1011 if it throws an exception.
    void run(WebSocket socket) throws IOException, InterruptedException;
  }
}
