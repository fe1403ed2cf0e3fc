package io.parallelr.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProductLauncherTest {
  @TempDir
  private Path home;

  @Test
  void tellsHowAProgramEndedAndWhatItSaid() throws Exception {
    var result = launcher("echo \"$1\"; echo bad >&2; exit 3").run(List.of("a b"));

    assertThat(result).isEqualTo(new ProductLauncher.Result(3, "a b\nbad\n"));
    assertThat(outputs()).isZero();
  }

  @Test
  void aProgramThatCannotBeStartedIsNamed() {
    var program = home.resolve("missing");

    assertThatThrownBy(() -> new ProductLauncher(program, home, Set.of()).run(List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot run " + program);
  }

  @Test
  void whoeverIsInterruptedLeavesNothingRunning() throws Exception {
    var launcher = launcher("echo $$ >\"$PARALLELR_HOME/.pid\"; exec sleep 60");
    var outcome = new CompletableFuture<Throwable>();
    var thread = Thread.ofPlatform().daemon().start(() -> {
      try {
        var _ = launcher.run(List.of());
      } catch (IOException | InterruptedException e) {
        outcome.complete(e);
      }
    });
    var pid = home.resolve(".pid");
    await().until(() -> Files.exists(pid) && Files.size(pid) > 0);
    var process = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

    thread.interrupt();

    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    await().until(() -> !process.isAlive());
    assertThat(outputs()).isZero();
  }

  private ProductLauncher launcher(String script) throws IOException {
    var program = Files.writeString(home.resolve("program"), "#!/bin/sh\n" + script + '\n');
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new ProductLauncher(program, home, Set.of());
  }

  private long outputs() throws IOException {
    try (var files = Files.list(home)) {
      return files.filter(file -> String.valueOf(file.getFileName()).startsWith(".said-")).count();
    }
  }
}
