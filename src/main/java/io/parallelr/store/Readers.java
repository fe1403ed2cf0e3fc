package io.parallelr.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/// Reads, a few at a time: a native call occupies a thread of the processor, so that more of them
/// would keep all virtual threads from running. Each sees the database at one moment.
final class Readers implements AutoCloseable {
  private static final int MOST = 3;

  private final Connections connections;
  private final Faults faults;
  private final Semaphore permits = new Semaphore(MOST, true);
  private final Deque<Session> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean isClosed;

  Readers(Connections connections, Faults faults) {
    this.connections = connections;
    this.faults = faults;
  }

  /// What is read.
  interface Reading<T> {
    T from(Session session) throws SQLException, IOException;
  }

  /// Waits for its turn, and reads.
  <T> T read(Reading<T> reading) throws StoreException {
    permits.acquireUninterruptibly();
    try {
      if (isClosed) {
        throw faults.broken("the store is closed");
      }
      return readNow(reading);
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    } finally {
      permits.release();
    }
  }

  private <T> T readNow(Reading<T> reading) throws SQLException, IOException {
    var pooled = Optional.ofNullable(idle.pollFirst());
    var session = pooled.isPresent() ? pooled.get() : connections.reading();
    boolean isDone = false;
    try {
      var value = reading.from(session);
      session.commit(); // ends its view of the database
      isDone = true;
      return value;
    } finally {
      if (isDone) {
        idle.addFirst(session);
      } else {
        session.close();
      }
    }
  }

  /// Waits for those that are reading.
  @Override
  public void close() throws StoreException {
    permits.acquireUninterruptibly(MOST);
    try {
      isClosed = true;
      for (var session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
        session.close();
      }
    } catch (SQLException e) {
      throw faults.of(e);
    } finally {
      permits.release(MOST);
    }
  }
}
