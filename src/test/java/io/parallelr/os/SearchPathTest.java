package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPathTest {
  @TempDir
  private Path directory;

  @BeforeEach
  void makePrograms() throws IOException {
    make("first/data", "rw-------");
    make("second/data", "rwx------");
    make("second/tool", "rwx------");
    make("here", "rwx------");
    Files.createDirectory(directory.resolve("first/tool"));
  }

  @Test
  void findsTheFirstFileThatCanBeExecuted() {
    var searched = new SearchPath("%1$s/none:%1$s/first:%1$s/second".formatted(directory));

    assertThat(searched.find("tool", directory)).contains(directory.resolve("second/tool"));
    assertThat(searched.find("data", directory)).contains(directory.resolve("second/data"));
    assertThat(searched.find("other", directory)).isEmpty();
    assertThat(searched.files("data", directory))
        .containsExactly(directory.resolve("first/data"), directory.resolve("second/data"));
    assertThat(searched.dependsOnDirectory()).isFalse();
  }

  @Test
  void takesRelativeAndEmptyEntriesAgainstWhereTheProgramRuns() {
    for (var value : new String[]{":/none", "/none:", "/none::/none", ""}) {
      var searched = new SearchPath(value);
      assertThat(searched.dependsOnDirectory()).as(value).isTrue();
      assertThat(searched.find("here", directory)).as(value).contains(directory.resolve("here"));
    }
    assertThat(new SearchPath("second").find("tool", directory))
        .contains(directory.resolve("second/tool"));
  }

  @Test
  void aNameWithASlashIsNotSearchedFor() {
    var searched = new SearchPath(directory.resolve("second").toString());

    assertThat(searched.find("./here", directory)).contains(directory.resolve("./here"));
    assertThat(searched.find("first/data", directory)).isEmpty();
    assertThat(searched.find("first/tool", directory)).isEmpty();
  }

  private void make(String name, String permissions) throws IOException {
    var file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
