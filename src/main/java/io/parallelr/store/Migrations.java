package io.parallelr.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// Brings a database from the version that has written it to that of this program, each step in a
/// transaction of its own. The version is the number of steps.
///
/// @param scripts SQL statements, each ended by a semicolon at the end of a line; the first makes an
///   empty database one of version 1
record Migrations(List<String> scripts) {
  private static final Pattern STATEMENT_END = Pattern.compile(";\\s*\\n");
  private static final List<String> FILES = List.of("version1.sql", "version2.sql");

  Migrations {
    scripts = List.copyOf(scripts);
  }

  /// Those of this program.
  static Migrations all() throws IOException {
    var scripts = new ArrayList<String>();
    for (var file : FILES) {
      try (var in = Objects.requireNonNull(Migrations.class.getResourceAsStream(file))) {
        scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return new Migrations(scripts);
  }

  /// Brings it up to date.
  ///
  /// @param writer in no transaction that has read
  void apply(Session writer, Faults faults) throws SQLException, IOException {
    requireKnown(writer, faults);
    long version = writer.pragma("user_version");
    if (version == 0 && isUsed(writer)) {
      throw faults.broken("is not a database of parallelr; use another directory");
    }
    writer.commit();
    for (int step = (int) version; step < scripts.size(); step++) {
      for (var statement : STATEMENT_END.splitAsStream(scripts.get(step)).toList()) {
        writer.run(statement);
      }
      writer.run("PRAGMA user_version = " + (step + 1));
      writer.commit();
    }
  }

  /// @throws StoreException if a newer program has written it
  void requireKnown(Session session, Faults faults) throws SQLException, StoreException {
    long version = session.pragma("user_version");
    if (version > scripts.size()) {
      throw new StoreException(
          StoreException.Kind.NEWER,
          ("%s was written by a newer parallelr: its version is %d, and this one knows up to %d; "
              + "use that parallelr, or another directory")
              .formatted(faults.file(), version, scripts.size()));
    }
  }

  private static boolean isUsed(Session writer) throws SQLException, IOException {
    return !writer.query("SELECT 1 FROM sqlite_master", _ -> true).isEmpty();
  }
}
