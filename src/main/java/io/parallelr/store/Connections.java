package io.parallelr.store;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// Opens connections to one database file.
///
/// All are of WAL mode: readers and the writer do not wait for each other. What is committed is in
/// the log, and so survives the process; it is synced by [Checkpointer], so it survives the machine
/// once that has run.
///
/// @param file of the database; it exists
record Connections(Path file) {
  private static final String PREFIX = "jdbc:sqlite:";
  private static final int LOG_LIMIT = 64 << 20; // bytes that the log keeps when it is empty

  /// One that may change everything; there is one at a time.
  Session writing() throws SQLException {
    var settings = settings();
    settings.setProperty("journal_mode", "WAL");
    settings.setProperty("synchronous", "NORMAL");
    settings.setProperty("foreign_keys", "true");
    settings.setProperty("journal_size_limit", String.valueOf(LOG_LIMIT));
    return open(settings, false);
  }

  /// One that sees what was committed when it began to read.
  Session reading() throws SQLException {
    var settings = settings();
    settings.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY
    return open(settings, false);
  }

  /// One for checkpoints, which cannot be made inside of a transaction.
  Session checkpointing() throws SQLException {
    return open(settings(), true);
  }

  /// One that only reads, for what is its own transaction.
  Session copying() throws SQLException {
    var settings = settings();
    settings.setProperty("open_mode", "1"); // as above
    return open(settings, true);
  }

  /// One to a file that nobody else has, and that is thrown away unless all succeeds.
  Session alone() throws SQLException {
    var settings = settings();
    settings.setProperty("journal_mode", "OFF");
    settings.setProperty("synchronous", "OFF");
    return open(settings, false);
  }

  private static Properties settings() {
    var settings = new Properties();
    settings.setProperty("busy_timeout", "5000"); // milliseconds
    settings.setProperty("temp_store", "MEMORY"); // never in a directory of others
    return settings;
  }

  private Session open(Properties settings, boolean autoCommit) throws SQLException {
    var connection = DriverManager.getConnection(PREFIX + file.toUri(), settings);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      connection.setAutoCommit(autoCommit);
      FoldedText.register(connection);
      return new Session(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
