package io.parallelr.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
  private static final String FIRST = "CREATE TABLE t (x);\nINSERT INTO t VALUES (1);\n";
  private static final String SECOND = "ALTER TABLE t ADD y;\nUPDATE t SET y = x + 1;\n";
  @TempDir
  Path directory;
  private Path file;

  @BeforeEach
  void makeFile() throws Exception {
    file = Files.createFile(directory.resolve("jobs.db"));
  }

  private void migrate(String... scripts) throws Exception {
    try (var session = new Connections(file).writing()) {
      new Migrations(List.of(scripts)).apply(session, new Faults(file));
    }
  }

  @Test
  void bringAnOlderDatabaseUpToDate() throws Exception {
    migrate(FIRST);
    migrate(FIRST, SECOND);
    migrate(FIRST, SECOND);

    try (var session = new Connections(file).writing()) {
      assertThat(session.query("SELECT y FROM t", row -> row.getLong(1))).containsExactly(2L);
      assertThat(session.pragma("user_version")).isEqualTo(2);
    }
  }

  @Test
  void leaveADatabaseAsItIsIfAStepFails() throws Exception {
    migrate(FIRST);

    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> migrate(FIRST, SECOND + "DROP TABLE nothing;\n"));

    migrate(FIRST);
    migrate(FIRST, SECOND);
  }

  @Test
  void startWithTheVersionThatWasReleasedFirst() throws Exception {
    var first = Migrations.all().scripts().getFirst();
    migrate(first);

    try (var store = SqlJobStore.open(directory)) {
      StoredValues.submit(store, "j1");
      assertThat(store.live()).hasSize(1);
    }
  }
}
