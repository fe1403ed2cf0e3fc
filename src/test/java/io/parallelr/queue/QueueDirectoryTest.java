package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

  /// The two hundred thousandth file of a name is put away as quickly as the second.
  @ParameterizedTest
  @CsvSource({"0, 2", "1, 3", "2, 4", "1000, 1002", "199999, 200001", "1000000, 1000002"})
  void aFreeNumberIsFoundInAFewLooks(int taken, int expected) {
    var looks = new AtomicInteger();

    int free = QueueDirectory.firstFree(number -> {
      looks.incrementAndGet();
      return number <= taken + 1;
    }, 2);

    assertThat(free).isEqualTo(expected);
    assertThat(looks).hasValueLessThanOrEqualTo(42);
  }

  @Test
  void aNumberInAGapIsFreeToo() throws IOException {
    var done = Files.createDirectory(directory.resolve("done"));
    for (var name : List.of("a", "a-2", "a-3", "a-4", "a-6", "a-7")) {
      Files.writeString(done.resolve(name), name);
    }
    var file = Files.writeString(directory.resolve("a"), "new");

    var moved = QueueDirectory.move(file, done, Path.of("a")).orElseThrow();

    assertThat(moved).hasContent("new");
    assertThat(done.resolve("a-7")).hasContent("a-7");
  }

  /// A name that cannot become longer.
  @Test
  void theLongestNameGetsANumberToo() throws IOException {
    var done = Files.createDirectory(directory.resolve("done"));
    var name = Path.of("é".repeat(126) + ".sh");
    Files.writeString(done.resolve(name), "old");
    var file = Files.writeString(directory.resolve("t"), "new");

    var moved = QueueDirectory.move(file, done, name).orElseThrow();

    assertThat(moved.getFileName()).hasToString("é".repeat(125) + "-2.sh");
    assertThat(moved).hasContent("new");
    assertThat(done.resolve(name)).hasContent("old");
  }

  /// Names are bytes.
  @Test
  void aNameThatIsNotUtf8KeepsItsBytes() throws IOException {
    var done = Files.createDirectory(directory.resolve("done"));
    var name = NativeText.path("t\udcff\udcfe.sh");
    for (var expected : List.of("t\udcff\udcfe.sh", "t\udcff\udcfe-2.sh", "t\udcff\udcfe-3.sh")) {
      var file = Files.writeString(directory.resolve(name), expected.substring(3));

      var moved = QueueDirectory.move(file, done, name).orElseThrow();

      assertThat(NativeText.nameOf(moved)).isEqualTo(expected);
      assertThat(moved).hasContent(expected.substring(3));
    }
  }
}
