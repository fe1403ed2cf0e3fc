package io.parallelr.flowrun;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.os.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchDirectoryTest {
  @TempDir
  private Path parent;

  private ScratchDirectory scratch() {
    return new ScratchDirectory(parent, "tasker-", InstantSource.system());
  }

  @Test
  void aPlaceServesOneFlowAfterTheOtherWithItsEmptyFiles() throws IOException {
    ScratchDirectory.Place first;
    ScratchDirectory.Place beside;
    try (var scratch = scratch()) {
      first = scratch.take();
      beside = scratch.take();
      assertThat(beside.directory()).isNotEqualTo(first.directory());
      Files.createFile(first.output().resolve("slot-1.out"));
      Files.writeString(first.output().resolve("000001.out"), "left");
      scratch.giveBack(first);

      var second = scratch.take();

      assertThat(second.directory()).isEqualTo(first.directory());
      assertThat(second.id()).isNotEqualTo(first.id());
      assertThat(second.output()).isDirectoryContaining("glob:**/slot-1.out")
          .isDirectoryNotContaining("glob:**/000001.out");

      scratch.giveBack(second);
      scratch.giveBack(beside);
    }
    assertThat(first.directory()).doesNotExist();
    assertThat(beside.directory()).doesNotExist();
  }

  @Test
  void aPlaceThatSomebodyHasClearedAwayIsMadeAnew() throws IOException {
    try (var scratch = scratch()) {
      var place = scratch.take();
      scratch.giveBack(place);
      FileUtils.deleteDirectory(place.directory().toFile());

      var other = scratch.take();

      assertThat(other.output()).isDirectory();
      scratch.giveBack(other);
    }
  }

  /// Directories of killed processes stayed for good.
  @Test
  void whatDeadProcessesHaveLeftIsDeleted() throws Exception {
    var ofTheDead = parent.resolve("tasker-1");
    Files.createDirectories(ofTheDead.resolve("1/output"));
    Files.createFile(parent.resolve("tasker-1/lock"));
    var beingMade = Files.createDirectory(parent.resolve("tasker-2"));
    var ofAnother = Files.createDirectory(parent.resolve("other-3"));
    try (var held = new HeldLock(Files.createDirectory(parent.resolve("tasker-4")).resolve("lock"));
        var scratch = scratch()) {
      var place = scratch.take();

      assertThat(ofTheDead).doesNotExist();
      assertThat(beingMade).exists();
      assertThat(ofAnother).exists();
      assertThat(held.file()).exists();
      scratch.giveBack(place);
    }
  }

  /// A lock that another process holds.
  private record HeldLock(Path file, Process process) implements AutoCloseable {
    HeldLock(Path file) throws IOException {
      this(
          file,
          new ProcessBuilder(
              ProcessHandle.current().info().command().orElseThrow(),
              "-cp",
              System.getProperty("java.class.path"),
              Holder.class.getName(),
              file.toString()).start());
      assertThat(process.getInputStream().read()).isEqualTo('h');
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.onExit().join();
    }
  }

  /// Another process, which holds a lock until its input ends.
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (var _ = LockFile.hold(Path.of(args[0]))) {
        System.out.write('h');
        System.out.flush();
        int _ = System.in.read();
      }
    }
  }
}
