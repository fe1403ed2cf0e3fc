package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  /// The kernel drops a lock when its process closes any descriptor of the file.
  @Test
  void isKeptWhenTheSameProcessAsksForItAgain() throws Exception {
    var file = directory.resolve("lock");
    try (var _ = LockFile.tryHold(file).orElseThrow()) {
      assertThat(LockFile.tryHold(file)).isEmpty();
      assertThat(LockFile.holder(file))
          .contains(new LockFile.Holder((int) ProcessHandle.current().pid(), true));
      assertThat(LockFile.isHeld(file)).isTrue();

      var other = process(Asker.class, file);
      assertThat(other.inputReader().readLine()).isEqualTo("held by another");
    }
    assertThat(process(Asker.class, file).inputReader().readLine()).isEqualTo("free");
  }

  private static Process process(Class<?> main, Path file) throws IOException {
    return new ProcessBuilder(
        ProcessHandle.current().info().command().orElseThrow(),
        "-cp",
        System.getProperty("java.class.path"),
        main.getName(),
        file.toString())
        .start();
  }

  @Test
  void isDroppedWhenItsHolderIsKilled() throws Exception {
    var file = directory.resolve("lock");
    var holder = process(Holder.class, file);
    assertThat(holder.getInputStream().read()).isEqualTo('h');
    assertThat(LockFile.isHeld(file)).isTrue();
    assertThat(LockFile.tryHold(file)).isEmpty();

    holder.destroyForcibly().waitFor();

    assertThat(LockFile.isHeld(file)).isFalse();
    assertThat(LockFile.tryHold(file)).isPresent();
  }

  /// Another process, which asks for a lock.
  static final class Asker {
    private Asker() {}

    public static void main(String[] args) throws Exception {
      System.out.println(
          LockFile.tryHold(Path.of(args[0])).isPresent() ? "free" : "held by another");
    }
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
