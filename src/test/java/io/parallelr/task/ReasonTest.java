package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// Messages that were a bare path.
class ReasonTest {

  @Test
  void realProblemsAreNeverABarePath(@TempDir Path directory) throws Exception {
    var file = Files.createFile(directory.resolve("file"));
    Files.createFile(Files.createDirectory(directory.resolve("full")).resolve("x"));

    var problems = Stream.<Executable>of(
        () -> Files.readString(directory.resolve("missing")),
        () -> Files.readString(directory),
        () -> Files.createDirectory(file),
        () -> Files.createFile(file.resolve("below")),
        () -> Files.newDirectoryStream(file),
        () -> Files.delete(directory.resolve("full")),
        () -> Files.readSymbolicLink(file),
        () -> Files.write(file, new byte[]{(byte) 0xff}),
        () -> Files.readString(file),
        () -> new FileInputStream(directory.toFile()).close())
        .flatMap(ReasonTest::problem)
        .toList();

    assertThat(problems).hasSize(9).allSatisfy(problem -> {
      assertThat(Reason.of(problem)).doesNotContain(directory.toString())
          .doesNotContain("Exception")
          .isNotBlank();
      assertThat(Reason.withPath(problem)).endsWith(Reason.of(problem));
    });
    assertThat(Reason.withPath(problems.getFirst()))
        .isEqualTo(directory.resolve("missing") + ": not found");
    assertThat(Reason.withPath(problems.getLast()).toLowerCase(Locale.ROOT))
        .isEqualTo(directory.toString().toLowerCase(Locale.ROOT) + ": is a directory");
  }

  @Test
  void wrappersAreOpened() {
    var denied = new AccessDeniedException("/a");

    assertThat(Reason.of(new UncheckedIOException(denied))).isEqualTo("permission denied");
    assertThat(Reason.withPath(new DirectoryIteratorException(denied)))
        .isEqualTo("/a: permission denied");
    assertThat(Reason.of(new UncheckedIOException("results cannot be written", denied)))
        .isEqualTo("results cannot be written");
    assertThat(Reason.withPath(new FileSystemException("/a", "/b", "Invalid cross-device link")))
        .isEqualTo("/a -> /b: Invalid cross-device link");
    assertThat(Reason.of(new IOException())).isEqualTo("IOException");
  }

  private static Stream<Exception> problem(Executable action) {
    try {
      action.execute();
      return Stream.empty();
    } catch (Exception e) {
      return Stream.of(e);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
