package io.parallelr.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Writes transactions, one at a time.
///
/// After a failure the connection is closed, which undoes the transaction however it failed, and the
/// next write opens another one: so writing continues when there is space again.
final class Writer implements AutoCloseable {
  private final Connections connections;
  private final Faults faults;
  private final LiveJobs live;
  private final ReentrantLock lock = new ReentrantLock(); // guards the session and the live jobs
  private Optional<Session> session;
  private boolean isClosed;
  private volatile boolean hasWritten;

  /// @param session the one that has opened the database
  Writer(Connections connections, Faults faults, LiveJobs live, Session session) {
    this.connections = connections;
    this.faults = faults;
    this.live = live;
    this.session = Optional.of(session);
  }

  /// What is written in a transaction.
  interface Change {
    void apply(Session session) throws SQLException, IOException;
  }

  /// Writes all of it or nothing.
  void write(Change change) throws StoreException {
    lock.lock();
    try {
      requireOpen();
      commit(change);
      hasWritten = true;
    } catch (SQLException | IOException e) {
      throw faults.of(e);
    } finally {
      lock.unlock();
    }
  }

  private void commit(Change change) throws SQLException, IOException {
    boolean isDone = false;
    try {
      var open = open();
      change.apply(open);
      open.commit();
      live.commit();
      isDone = true;
    } finally {
      if (!isDone) {
        live.rollBack();
        closeSession();
      }
    }
  }

  private Session open() throws SQLException {
    if (session.isEmpty()) {
      session = Optional.of(connections.writing());
    }
    return session.get();
  }

  private void requireOpen() throws StoreException {
    if (isClosed) {
      throw faults.broken("the store is closed");
    }
  }

  private void closeSession() throws SQLException {
    var old = session;
    session = Optional.empty();
    if (old.isPresent()) {
      old.get().close();
    }
  }

  /// Whether something was written since the last call.
  boolean takeHasWritten() {
    boolean was = hasWritten;
    hasWritten = false;
    return was;
  }

  /// The next [#takeHasWritten()] is true.
  void markWritten() {
    hasWritten = true;
  }

  /// Does something while nothing is written.
  void pausing(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws StoreException {
    lock.lock();
    try {
      isClosed = true;
      closeSession();
    } catch (SQLException e) {
      throw faults.of(e);
    } finally {
      lock.unlock();
    }
  }
}
