package io.parallelr.store;

import static io.parallelr.store.StoredValues.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.parallelr.job.Recorded;
import io.parallelr.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StoreFaultsTest {
  @TempDir
  Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private void run(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data() + "/jobs.db");
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void assertRefused(Kind kind, String... texts) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> SqlJobStore.open(data()).close())
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e.getMessage()).contains(texts).doesNotContain("\n"));
  }

  @Test
  void whatItWritesIsPrivateWhateverTheUmask() throws Exception {
    try (var store = SqlJobStore.open(data())) {
      submit(store, "j1");

      assertThat(permissions(data())).isEqualTo("rwx------");
      for (var name : List.of("jobs.db", "jobs.db-wal", "jobs.db-shm", "lock")) {
        assertThat(permissions(data().resolve(name))).as(name).isEqualTo("rw-------");
      }
    }
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void refusesADirectoryThatAnotherProcessUses() throws Exception {
    var other = OtherProcess.start(OtherProcess.Holder.class, data());
    try {
      assertThat(other.getInputStream().read()).isEqualTo('h');

      assertRefused(Kind.IN_USE, data() + " is used by another process (process " + other.pid());
    } finally {
      other.destroyForcibly().waitFor();
    }
    SqlJobStore.open(data()).close();
  }

  @Test
  void hasAllThatWasWrittenBeforeItsProcessWasKilled() throws Exception {
    var other = OtherProcess.start(OtherProcess.Holder.class, data());
    assertThat(other.getInputStream().read()).isEqualTo('h');

    other.destroyForcibly().waitFor();

    try (var store = SqlJobStore.open(data())) {
      assertThat(store.live()).extracting(Recorded::id).containsExactly("j1", "j2");
    }
  }

  @Test
  void refusesADatabaseOfANewerVersion() throws Exception {
    SqlJobStore.open(data()).close();
    run("PRAGMA user_version = 99");

    assertRefused(Kind.NEWER, "newer parallelr", "99", "jobs.db");
  }

  @Test
  void refusesADatabaseOfAnotherProgram() throws Exception {
    Files.createDirectories(data());
    run("CREATE TABLE t (x)");

    assertRefused(Kind.BROKEN, "is not a database of parallelr");
  }

  @Test
  void refusesADamagedDatabase() throws Exception {
    Files.createDirectories(data());
    Files.writeString(data().resolve("jobs.db"), "this is a text, not a database ".repeat(200));

    assertRefused(Kind.BROKEN, "jobs.db is damaged", "restore it");
  }

  @Test
  void saysWhereTheDamageIsFoundLater() throws Exception {
    try (var store = SqlJobStore.open(data())) {
      submit(store, "j1");
    }
    run("UPDATE job SET spec = x'00'");

    assertRefused(Kind.BROKEN, "jobs.db: not JSON");
  }

  @Test
  void refusesAFileThatCannotBeADirectory() throws Exception {
    Files.createFile(data());

    assertRefused(Kind.BROKEN, "data: not a directory");
  }

  @Test
  void refusesADirectoryThatCannotBeWritten() throws Exception {
    assumeThat(OtherProcess.mayMount()).isTrue();
    try (var store = SqlJobStore.open(data())) {
      submit(store, "j1");
    }

    var output = OtherProcess.inside(
        "mount --bind %1$s %1$s && mount -o remount,ro,bind %1$s".formatted(data()),
        OtherProcess.Opener.class,
        data());

    assertThat(output).startsWith("READ_ONLY ").contains(data().toString());
  }

  @Test
  void namesOfAnyKindCanBeDataDirectories() throws Exception {
    var odd = directory.resolve("a?b#c%20 ü");
    try (var store = SqlJobStore.open(odd)) {
      submit(store, "j1");
    }

    assertThat(odd.resolve("jobs.db")).exists();
  }

  @Test
  void aFullDiskUndoesTheWriteAndLaterOnesSucceed() throws Exception {
    assumeThat(OtherProcess.mayMount()).isTrue();
    Files.createDirectories(data());

    var output = OtherProcess.inside(
        "mount -t tmpfs -o size=3m none " + data(),
        OtherProcess.Filler.class,
        data());

    assertThat(output).isEqualTo("FULL, all is there, written again, ok\n");
  }
}
