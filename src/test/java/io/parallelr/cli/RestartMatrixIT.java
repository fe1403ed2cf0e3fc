package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What becomes of jobs when a server ends and another is started: the table in `docs/serve.md`.
///
/// One job has ended, one runs its second task of three, and one waits for that.
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class RestartMatrixIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Product product;

  /// How a server ends; `START` is a crash while it starts the step that runs.
  enum End {
    KEEP, FINISH, CANCEL, CRASH, START, REBOOT, REPLACE
  }

  RestartMatrixIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void setUp() throws IOException {
    Files.writeString(product.file("pipelines.yml"), """
        pipelines:
          quick:
            tasks:
              t: {script: ["echo quick >> marks"]}
          slow:
            queue_limit: 5
            tasks:
              a: {script: ["echo a >> marks"]}
              b:
                script: ["echo b >> marks; until [ -e go ]; do sleep 0.05; done; echo went"]
                depends_on: [a]
              c: {script: ["echo c >> marks"], depends_on: [b]}
        """);
    Files.createFile(product.file("marks"));
  }

  /// The words are those of tasks in the interface of prunner; `marks` has what has run.
  @ParameterizedTest
  @CsvSource(textBlock = """
      # end,  on-restart, on-unknown, running job,               waiting job,               marks
      KEEP,    continue,   fail,       done done done,            done done done,            quick a b c a b c
      KEEP,    cancel,     fail,       done canceled canceled,    canceled canceled canceled, quick a b
      FINISH,  continue,   fail,       done done done,            canceled canceled canceled, quick a b c
      FINISH,  cancel,     fail,       done done done,            canceled canceled canceled, quick a b c
      CANCEL,  continue,   fail,       done canceled canceled,    canceled canceled canceled, quick a b
      CANCEL,  cancel,     fail,       done canceled canceled,    canceled canceled canceled, quick a b
      CRASH,   continue,   fail,       done done done,            done done done,            quick a b c a b c
      CRASH,   continue,   rerun,      done done done,            done done done,            quick a b c a b c
      CRASH,   cancel,     fail,       done canceled canceled,    canceled canceled canceled, quick a b
      START,   continue,   fail,       done done done,            done done done,            quick a b c a b c
      REBOOT,  continue,   fail,       done error canceled,       done done done,            quick a b a b c
      REBOOT,  continue,   rerun,      done done done,            done done done,            quick a b b c a b c
      REBOOT,  cancel,     fail,       done canceled canceled,    canceled canceled canceled, quick a b
      REPLACE, continue,   fail,       done done done,            done done done,            quick a b c a b c
      REPLACE, cancel,     fail,       done done done,            done done done,            quick a b c a b c
      """)
  void becomesWhatTheTableSays(
      End end,
      String onRestart,
      String onUnknown,
      String running,
      String waiting,
      String marks) throws Exception {
    var first = Served.start(product, "--on-shutdown", onShutdown(end));
    var ended = first.schedule("quick");
    first.awaitEnd(ended);
    var runs = first.schedule("slow");
    var waits = first.schedule("slow");
    await().atMost(LIMIT).until(() -> marks().endsWith("b"));

    var second = next(first, end, onRestart, onUnknown);
    go();

    awaitEnd(second, runs);
    awaitEnd(second, waits);
    assertThat(statuses(second.job(ended))).isEqualTo("done");
    assertThat(statuses(second.job(runs))).as("running").isEqualTo(running);
    assertThat(statuses(second.job(waits))).as("waiting").isEqualTo(waiting);
    assertThat(marks()).isEqualTo(marks);
    assertThat(second.end("TERM")).isZero();
  }

  /// A job that was cancelled is not completed, as in prunner.
  private static void awaitEnd(Served server, String id) {
    await().atMost(LIMIT).until(() -> {
      var job = server.job(id);
      return job.get("completed").asBoolean() || job.get("canceled").asBoolean();
    });
  }

  private static String onShutdown(End end) {
    return switch (end) {
      case FINISH -> "finish";
      case CANCEL -> "cancel";
      case KEEP, CRASH, START, REBOOT, REPLACE -> "keep";
    };
  }

  private Served next(Served first, End end, String onRestart, String onUnknown)
      throws Exception {
    switch (end) {
      case REPLACE -> {
        var second = Served.replace(product, options(onRestart, onUnknown));
        assertThat(first.process().finish().status()).isZero();
        return second;
      }
      case FINISH -> {
        first.process().signal("TERM");
        await().atMost(LIMIT).until(() -> first.log().contains("SIGTERM"));
        go();
        assertThat(first.process().finish().status()).isZero();
      }
      case KEEP, CANCEL -> assertThat(first.end("TERM")).isZero();
      case CRASH, START, REBOOT -> {
        first.end("KILL");
        if (end == End.START) {
          product.forgetNumbersOfTasks();
        }
        if (end == End.REBOOT) {
          reboot();
        }
      }
    }
    return Served.start(product, options(onRestart, onUnknown));
  }

  private static String[] options(String onRestart, String onUnknown) {
    return new String[]{"--on-restart", onRestart, "--on-unknown", onUnknown};
  }

  private void go() throws IOException {
    if (Files.notExists(product.file("go"))) {
      Files.createFile(product.file("go"));
    }
  }

  /// After the start of a machine no process is there, and what was written down of them is of
  /// another boot.
  private void reboot() throws IOException {
    var home = "PARALLELR_HOME=" + product.home();
    await().atMost(LIMIT).until(() -> {
      var left = ProcessHandle.allProcesses()
          .filter(process -> environment(process.pid()).contains(home))
          .filter(process -> Product.runs(process.pid()))
          .toList();
      left.forEach(ProcessHandle::destroyForcibly);
      return left.isEmpty();
    });
    var boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    var other = boot.replace(boot.charAt(0), boot.charAt(0) == 'f' ? '0' : 'f');
    for (var file : written()) {
      var text = Files.readString(file, ISO_8859_1);
      if (text.contains(boot)) {
        Files.writeString(file, text.replace(boot, other), ISO_8859_1);
      }
    }
  }

  private List<Path> written() throws IOException {
    try (var files = Files.walk(product.home())) {
      return files.filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("jobs.db"))
          .toList();
    }
  }

  private static String environment(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/environ"), ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended, or is another user's
    }
  }

  private String marks() throws IOException {
    return String.join(" ", Files.readAllLines(product.file("marks")));
  }

  private static String statuses(JsonNode job) {
    return job.get("tasks")
        .valueStream()
        .map(task -> task.get("status").asString())
        .collect(Collectors.joining(" "));
  }
}
