package io.parallelr.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connection to the database, with the statements it has prepared. For one thread at a time.
final class Session implements AutoCloseable {
  private static final int MOST_STATEMENTS = 100;

  private final Connection connection;
  /// From the one used least recently.
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

  /// @param connection without automatic commits
  Session(Connection connection) {
    this.connection = connection;
  }

  /// Makes a value from the current row of a result.
  interface Row<T> {
    T read(ResultSet row) throws SQLException, IOException;
  }

  /// Changes rows.
  ///
  /// @return how many
  int update(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  /// Reads rows.
  <T> List<T> query(String sql, Row<T> row, @Nullable Object... values)
      throws SQLException, IOException {
    var rows = new ArrayList<T>();
    try (var result = bound(sql, values).executeQuery()) {
      while (result.next()) {
        rows.add(row.read(result));
      }
    }
    return rows;
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    var statement = statements.get(sql);
    if (statement == null) {
      if (statements.size() == MOST_STATEMENTS) {
        var eldest = statements.entrySet().iterator();
        eldest.next().getValue().close();
        eldest.remove();
      }
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /// Runs what returns no rows, and is not repeated.
  void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /// A setting of the database.
  long pragma(String name) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("PRAGMA " + name)) {
      return result.getLong(1);
    }
  }

  /// Copies the log of the database into its file, as far as no reader needs it and while others
  /// may write. Must not be called inside of a transaction.
  ///
  /// @return the size of the log if a part of it is left, else 0; in pages
  long checkpoint() throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      long size = result.getLong(2);
      return result.getLong(3) < size ? size : 0;
    }
  }

  /// Makes all changes since the last commit durable, and visible to others.
  void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close(); // with its statements
  }
}
