package io.parallelr.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunLock;
import io.parallelr.daemon.Supervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<String> RUNS =
      IntStream.rangeClosed(1, Watch.MOST_ENDED + 5).mapToObj("r%02d"::formatted).toList();

  @TempDir
  private Path home;

  @Test
  void theLatestRunsThatEndStayAndWhatIsFollowedOfThem() throws Exception {
    for (var run : RUNS) {
      Files.createDirectories(home.resolve("runs").resolve(run).resolve("output"));
    }
    var supervisor = new ProcessBuilder(
        ProcessHandle.current().info().command().orElseThrow(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Supervising.class.getName(),
        home.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    assertThat(supervisor.getInputStream().read()).isEqualTo('r');
    var watch = new Watch(
        registry(home), Optional.empty(), InstantSource.fixed(NOW), () -> 0, ZoneOffset.UTC);
    var task = new Watch.Target(RUNS.getLast(), 1);
    Files.writeString(home.resolve("runs").resolve(RUNS.getLast()).resolve("results.jsonl"), """
        {"type":"session","schema_version":2}
        {"type":"start","sequence":1,"task":"/t","worker_id":1,"attempt":1}
        """);

    assertThat(watch.look().runs()).hasSameSizeAs(RUNS).allMatch(RunRow::isAlive);
    assertThat(watch.follow(Optional.of(task))).isPresent();
    supervisor.destroyForcibly().waitFor();
    var ended = watch.look().runs();

    assertThat(ended).noneMatch(RunRow::isAlive)
        .extracting(RunRow::id)
        .isEqualTo(RUNS.subList(5, RUNS.size()));
    assertThat(watch.look().runs()).isEqualTo(ended);
    assertThat(watch.follow(Optional.of(task))).as("it stays while it is shown").isPresent();
    assertThat(watch.follow(Optional.empty())).isEmpty();
    assertThat(watch.follow(Optional.of(task))).as("nothing is kept of it").isEmpty();
  }

  private static Registry registry(Path home) {
    return new Registry(home.resolve("workers"), home.resolve("runs"));
  }

  /// Another process, which supervises the runs until it is killed.
  static final class Supervising {
    private Supervising() {}

    public static void main(String[] args) throws Exception {
      var registry = registry(Path.of(args[0]));
      var held = new ArrayList<AutoCloseable>();
      for (var run : RUNS) {
        var directory = registry.directoryOf(run);
        held.add(new RunLock(directory).tryHold().orElseThrow());
        held.add(
            registry.register(
                Supervisor.ofThisProcess(
                    "host", run, directory, NOW, List.of("tasks"), "sh @TASK@", 2, Duration.ZERO),
                Set.copyOf(RUNS)));
      }
      System.out.write('r');
      System.out.flush();
      new CountDownLatch(1).await();
      for (var lock : held) {
        lock.close();
      }
    }
  }
}
