package io.parallelr.store;

import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies what was written from the log of the database into its file, and syncs both, so that the
/// writer need not. A thread of its own, which ends the process if it fails, unless that is for lack
/// of space.
final class Checkpointer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);
  private static final long LARGE_LOG = 16_384; // pages; the log is used again from its start then

  private final Writer writer;
  private final Faults faults;
  private final Session session;
  private final Duration period;
  private final Thread thread;
  private boolean isFull; // as it was logged last

  private Checkpointer(Writer writer, Faults faults, Session session, Duration period) {
    this.writer = writer;
    this.faults = faults;
    this.session = session;
    this.period = period;
    this.thread = Thread.ofPlatform().daemon().name("checkpoint").unstarted(this::run);
  }

  /// Starts it.
  static Checkpointer start(
      Writer writer,
      Connections connections,
      Faults faults,
      Duration period) throws SQLException {
    var checkpointer = new Checkpointer(writer, faults, connections.checkpointing(), period);
    checkpointer.thread.start();
    return checkpointer;
  }

  private void run() {
    while (waitForNext()) {
      if (writer.takeHasWritten()) {
        checkpoint();
      }
    }
  }

  private boolean waitForNext() {
    try {
      Thread.sleep(period);
      return true;
    } catch (InterruptedException e) {
      return false; // closed
    }
  }

  private void checkpoint() {
    try {
      if (session.checkpoint() > LARGE_LOG) { // it would grow for ever if something is written all
                                              // the time
        writer.pausing(this::checkpointRest);
      }
      if (isFull) {
        log.info("{} is synced again", faults.file());
      }
      isFull = false;
    } catch (SQLException e) {
      failed(faults.of(e));
    }
  }

  private void checkpointRest() {
    try {
      var _ = session.checkpoint();
    } catch (SQLException e) {
      failed(faults.of(e));
    }
  }

  private void failed(StoreException problem) {
    if (problem.kind() != StoreException.Kind.FULL) {
      throw new UncheckedIOException(problem);
    }
    if (!isFull) {
      log.error("{}: no space left; what is written now is lost if the machine loses its power",
          faults.file());
    }
    isFull = true;
    writer.markWritten();
  }

  @Override
  public void close() throws StoreException {
    LastWork.await(thread);
    try {
      session.close();
    } catch (SQLException e) {
      throw faults.of(e);
    }
  }
}
