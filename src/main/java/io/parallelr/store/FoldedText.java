package io.parallelr.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/// The function `has_text(text, part)` of the database: whether a text has a part, in any case of
/// letters. SQLite's own `LIKE` knows the cases of ASCII letters alone.
final class FoldedText extends Function {
  static final String NAME = "has_text";

  private FoldedText() {}

  static void register(Connection connection) throws SQLException {
    Function.create(connection, NAME, new FoldedText(), 2, FLAG_DETERMINISTIC);
  }

  @Override
  protected void xFunc() throws SQLException {
    result(CaseFolding.folded(value_text(0)).contains(value_text(1)) ? 1 : 0);
  }
}
