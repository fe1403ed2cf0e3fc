package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ChildProcessTest {
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void isWaitedForAndReaped() throws Exception {
    var child = start("exit 7");

    while (!child.awaitEnd(LONG)) {
      assertThat(child).isNotNull(); // an early return is allowed
    }

    assertThat(child.reap()).isInstanceOfSatisfying(
        ChildProcess.Exited.class,
        e -> assertThat(e.code()).isEqualTo(7));
  }

  @Test
  void aWaitEndsWithItsTime() throws Exception {
    var child = start("exec sleep 1000");

    assertThat(child.awaitEnd(Duration.ofMillis(10))).isFalse();

    end(child);
  }

  @Test
  void aWakingEndsOneWaitAndOnlyOne() throws Exception {
    var child = start("exec sleep 1000");

    child.wake();
    assertThat(child.awaitEnd(LONG)).isFalse();
    long begin = System.nanoTime();
    assertThat(child.awaitEnd(Duration.ofMillis(30))).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(20));
    end(child);
  }

  @Test
  void anInterruptEndsAWaitAndIsTakenIn() throws Exception {
    var child = start("exec sleep 1000");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> child.awaitEnd(LONG)).isInstanceOf(InterruptedException.class);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(child.awaitEnd(Duration.ofMillis(1))).isFalse();
    end(child);
  }

  @Test
  void aWakingThatComesTooLateTouchesNoOtherFile() throws Exception {
    var child = start("exit 0");
    while (!child.awaitEnd(LONG)) {
      assertThat(child).isNotNull();
    }
    child.reap();
    var other = start("exec sleep 1000"); // gets the numbers that are free now

    child.wake();

    long begin = System.nanoTime();
    assertThat(other.awaitEnd(Duration.ofMillis(30))).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(20));
    end(other);
  }

  private int pid;

  private ChildProcess start(String script) throws IOException {
    var started = new Spawner().start(
        new Spawner.Request(
            Path.of("/bin/sh"),
            List.of("sh", "-c", script),
            Map.of(),
            Set.of(),
            Path.of("/tmp"),
            Path.of("/dev/null"),
            Path.of("/dev/null"),
            true));
    assertThat(started).isInstanceOf(Spawner.Running.class);
    pid = ((Spawner.Running) started).pid();
    return ChildProcess.of(pid);
  }

  private void end(ChildProcess child) {
    assertThat(Processes.signal(pid, Signals.SIGKILL, () -> true)).isTrue();
    assertThat(child.reap()).isInstanceOfSatisfying(
        ChildProcess.Killed.class,
        k -> assertThat(Signals.name(k.signal())).isEqualTo("SIGKILL"));
  }
}
