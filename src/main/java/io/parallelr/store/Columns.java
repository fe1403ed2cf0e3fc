package io.parallelr.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Columns that may be absent.
final class Columns {
  private Columns() {}

  static Optional<Long> number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return number == 0 && row.wasNull() ? Optional.empty() : Optional.of(number);
  }

  static Optional<String> text(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }
}
