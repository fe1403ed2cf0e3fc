package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueDirectoryTest {
  @TempDir
  Path directory;

  @ParameterizedTest
  @CsvSource({"a.sh, a-2.sh", "a, a-2", ".a, .a-2", "a.tar.gz, a.tar-2.gz"})
  void aFileIsMovedBesideOneOfItsName(String name, String second) throws IOException {
    var done = Files.createDirectory(directory.resolve("done"));
    Files.writeString(done.resolve(name), "old");
    var file = Files.writeString(directory.resolve(name), "new");

    var moved = QueueDirectory.move(file, done, Path.of(name));

    assertThat(moved).contains(done.resolve(second));
    assertThat(done.resolve(second)).hasContent("new");
    assertThat(done.resolve(name)).hasContent("old");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatIsGoneIsNotMoved() throws IOException {
    assertThat(QueueDirectory.move(directory.resolve("a"), directory, Path.of("b"))).isEmpty();
  }

  @Test
  void aDirectoryThatIsGoneIsAnError() throws IOException {
    var file = Files.writeString(directory.resolve("a"), "");

    assertThatThrownBy(() -> QueueDirectory.move(file, directory.resolve("gone"), Path.of("a")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(file).exists();
  }
}
