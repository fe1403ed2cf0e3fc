package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  @TempDir
  Path directory;

  @Test
  void isHeldByOneAtATimeUntilItIsClosed() throws Exception {
    var file = directory.resolve("lock");
    assertThat(LockFile.isHeld(file)).as("no such file").isFalse();

    try (var _ = LockFile.tryHold(file).orElseThrow()) {
      assertThat(LockFile.tryHold(file)).isEmpty();
    }

    assertThat(LockFile.isHeld(file)).isFalse();
  }

  @Test
  void isDroppedWhenItsHolderIsKilled() throws Exception {
    var file = directory.resolve("lock");
    var holder = new ProcessBuilder(
        ProcessHandle.current().info().command().orElseThrow(),
        "-cp",
        System.getProperty("java.class.path"),
        Holder.class.getName(),
        file.toString())
        .start();
    assertThat(holder.getInputStream().read()).isEqualTo('h');
    assertThat(LockFile.isHeld(file)).isTrue();
    assertThat(LockFile.tryHold(file)).isEmpty();

    holder.destroyForcibly().waitFor();

    assertThat(LockFile.isHeld(file)).isFalse();
    assertThat(LockFile.tryHold(file)).isPresent();
  }

  /// Another process, which holds a lock until it is killed.
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (var _ = LockFile.hold(Path.of(args[0]))) {
        System.out.write('h');
        System.out.flush();
        new java.util.concurrent.CountDownLatch(1).await();
      }
    }
  }
}
