package io.parallelr.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parallelr.job.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileJobStoreTest {
  private static final int MANY = 300;
  private static final int LARGE = 20_000; // bytes of a setting

  @TempDir
  Path directory;
  private Path data;

  @BeforeEach
  void choose() {
    data = directory.resolve("data");
  }

  private Path file() {
    return data.resolve("jobs.jsonl");
  }

  private void fill() throws StoreException {
    try (var store = FileJobStore.open(data)) {
      StoredValues.submit(store, "j1");
      StoredValues.submit(store, "j2");
      StoredValues.end(store, "j1", new Verdict.Succeeded());
    }
  }

  private List<String> ids() throws StoreException {
    try (var store = FileJobStore.open(data)) {
      return store.list(JobFilter.ALL).stream().map(JobRow::id).toList();
    }
  }

  @Test
  void aLineThatWasCutIsTakenAway() throws Exception {
    fill();
    long length = Files.size(file());
    Files.writeString(file(), "{\"new\":[{\"seq\":3,\"id\"", StandardOpenOption.APPEND);
    assertThat(ids()).containsExactly("j2", "j1");
    assertThat(Files.size(file())).isLessThanOrEqualTo(length);
    assertThat(Files.readAllLines(file())).allMatch(line -> line.endsWith("}"));
  }

  @Test
  void theFileMayBeCutAnywhere() throws Exception {
    try (var store = FileJobStore.open(data)) {
      for (int i = 0; i < 5; i++) {
        StoredValues.submit(store, "j" + i);
        StoredValues.end(store, "j" + i, new Verdict.Succeeded());
      }
      var whole = Files.readAllBytes(file());
      for (int length = whole.length; length >= 0; length -= 43) {
        var copy = Files.createDirectory(directory.resolve("copy" + length));
        Files.write(copy.resolve("jobs.jsonl"), Arrays.copyOf(whole, length));
        try (var cut = FileJobStore.open(copy)) {
          var found = cut.list(JobFilter.ALL);
          assertThat(found.size()).isLessThanOrEqualTo(5);
          StoredValues.submit(cut, "next");
          assertThat(cut.find("next").orElseThrow().seq()).isEqualTo(found.size() + 1L);
        }
      }
    }
  }

  @Test
  void damageIsSaidWithItsLine() throws Exception {
    fill();
    var lines = Files.readAllLines(file());
    lines.set(1, "{\"new\":[{\"seq\":1}]}");
    Files.write(file(), lines);
    assertThatExceptionOfType(StoreException.class).isThrownBy(this::ids)
        .withMessageContaining("jobs.jsonl:2: is damaged")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.BROKEN));
  }

  @Test
  void whatANewerVersionHasWrittenIsRefused() throws Exception {
    fill();
    Files.writeString(file(), "{\"schema_version\":99}\n");
    assertThatExceptionOfType(StoreException.class).isThrownBy(this::ids)
        .withMessageContaining("newer");
  }

  @Test
  void itIsWrittenAnewWhenMostOfItIsOutOfDate() throws Exception {
    try (var store = FileJobStore.open(data)) {
      StoredValues.submit(store, "j1");
      for (int i = 0; i < MANY; i++) {
        store.set("key", i + "x".repeat(LARGE));
      }
      assertThat(Files.size(file())).isLessThan((long) MANY * LARGE / 2);
      StoredValues.end(store, "j1", new Verdict.Succeeded());
    }
    try (var store = FileJobStore.open(data)) {
      assertThat(store.setting("key").orElse("")).startsWith((MANY - 1) + "x");
      assertThat(store.find("j1").orElseThrow().verdict()).contains(new Verdict.Succeeded());
    }
  }

  @Test
  void itIsOfOneProcessAndPrivate() throws Exception {
    try (var _ = FileJobStore.open(data)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
      assertThatExceptionOfType(StoreException.class).isThrownBy(this::ids)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.IN_USE));
    }
  }

  @Test
  void theDirectoryOfAServerIsRefused() throws IOException {
    SqlJobStore.open(data).close();
    assertThatExceptionOfType(StoreException.class).isThrownBy(this::ids)
        .withMessageContaining("is the directory of a server");
  }
}
