package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/// Kills the supervisor at random moments and goes on with its run, again and again.
///
/// In full length: `mvn verify -Dit.test=CrashIT -Dcrash.tasks=200 -Dcrash.kills=20`.
@Timeout(300)
@ExtendWith(ProductExtension.class)
class CrashIT {
  private static final int TASKS = Integer.getInteger("crash.tasks", 60);
  private static final int KILLS = Integer.getInteger("crash.kills", 6);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

  private final Product product;
  private final Path directory;

  CrashIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @Test
  void noTaskIsLostAndNoneRunsTwiceButThoseRunningAtAKill() throws Exception {
    var ran = directory.resolve("ran");
    for (int i = 1; i <= TASKS; i++) {
      product.task("t%03d".formatted(i), "echo %d >> %s; sleep 0.0%d".formatted(i, ran, i % 10));
    }
    var random = new Random(SEED);
    var first = List.of("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "4");
    var begun = false;
    for (int kill = 0; kill < KILLS; kill++) {
      var command = begun ? List.of("--resume", "last") : first;
      var run = product.start(command.toArray(String[]::new));
      boolean ended = run.process().waitFor(150 + random.nextInt(350), TimeUnit.MILLISECONDS);
      assertThat(ended && run.process().exitValue() != 0)
          .as("seed %d: %s", SEED, Files.readString(run.stderr()))
          .isFalse();
      run.process().destroyForcibly().waitFor();
      begun = Files.exists(product.home().resolve("runs/latest"));
    }

    var last = product.run(begun
        ? new String[]{"--resume", "last"}
        : first.toArray(String[]::new));

    assertThat(last.status()).as("seed %d: %s", SEED, last.stderr()).isZero();
    var journals = journals();
    for (int i = 1; i <= TASKS; i++) {
      var name = "t%03d".formatted(i);
      assertThat(journals.successes().getOrDefault(name, 0)).as("%s, seed %d", name, SEED)
          .isEqualTo(1);
    }
    var times = Files.readAllLines(ran)
        .stream()
        .collect(Collectors.groupingBy(line -> line, Collectors.counting()));
    assertThat(times).hasSize(TASKS);
    times.forEach((number, count) -> {
      if (count > 1) {
        assertThat(journals.runningAtAKill()).as("seed %d", SEED)
            .contains("t%03d".formatted(Integer.valueOf(number)));
      }
    });
  }

  /// What all journals say together.
  ///
  /// @param successes how often each task has a final one
  /// @param runningAtAKill tasks of which a run has a start and no end
  private record Journals(Map<String, Integer> successes, Set<String> runningAtAKill) {}

  private Journals journals() throws IOException {
    var successes = new HashMap<String, Integer>();
    var running = new HashSet<String>();
    var runs = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(product.home().resolve("runs"), "2*")) {
      all.forEach(runs::add);
    }
    for (var run : runs) {
      var begun = new HashSet<String>();
      var journal = run.resolve("results.jsonl");
      for (var line : Files.exists(journal) ? Files.readAllLines(journal) : List.<String>of()) {
        if (!line.endsWith("}")) {
          continue; // torn by the kill
        }
        var json = new JsonMapper().readTree(line);
        var name = Path.of(json.path("task").asString("")).getFileName() + "";
        switch (json.get("type").asString()) {
          case "start" -> begun.add(name);
          case "task" -> {
            begun.remove(name);
            if (json.get("status").asString().equals("SUCCESS")) {
              successes.merge(name, 1, Integer::sum);
            }
          }
          default -> {
          } // head and summary
        }
      }
      running.addAll(begun);
    }
    return new Journals(successes, running);
  }
}
