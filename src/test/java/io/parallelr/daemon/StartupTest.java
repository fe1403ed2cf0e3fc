package io.parallelr.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupTest {
  /// Above the largest that Linux gives to a process.
  private static final String NOBODY = "4194305";
  @TempDir
  private Path runs;

  @Test
  void tellsWhoWaitsThatTheRunIsReady() throws IOException {
    var run = Files.createDirectory(runs.resolve("a run\nof a kind"));
    var startup = Startup.create(runs);
    Files.writeString(startup.log(), "printed before");
    assertThat(startup.look()).isEmpty();

    var ready = new Startup.Ready(4711, "a-run", run);
    new Startup(startup.path()).ready(ready);

    assertThat(startup.look()).contains(ready);
    assertThat(run.resolve("daemon.log")).hasContent("printed before");
    startup.delete();
    assertThat(startup.path()).doesNotExist();
  }

  @Test
  void isNotReadyForNobody() throws IOException {
    var run = Files.createDirectory(runs.resolve("run"));
    var abandoned = new Startup(Files.createDirectory(runs.resolve(".start-" + NOBODY + "-1")));

    assertThatThrownBy(() -> abandoned.ready(new Startup.Ready(1, "run", run)))
        .hasMessageContaining("ended before it was ready");
    assertThat(abandoned.path()).doesNotExist();
  }

  @Test
  void removesThoseWhoseMakersHaveDied() throws IOException {
    var dead = Files.createDirectory(runs.resolve(".start-" + NOBODY + "-1"));
    Files.writeString(dead.resolve("daemon.log"), "killed");
    var odd = Files.createDirectory(runs.resolve(".start-x"));
    var live = Startup.create(runs);

    var another = Startup.create(runs);

    assertThat(dead).doesNotExist();
    assertThat(odd).doesNotExist();
    assertThat(live.path()).isDirectory();
    assertThat(another.path()).isDirectory().isNotEqualTo(live.path());
  }
}
