package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.os.ProcessTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The view on a real pseudo-terminal, of real runs.
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class TopIT {
  private static final String TOP =
      "stty -g >before; parallelr top; echo $? >status; stty -g >after";
  private static final String ALTERNATE = "\033[?1049";
  private final Product product;
  private final Path gate;

  TopIT(Product product) {
    this.product = product;
    gate = product.file("gate");
  }

  @AfterEach
  void endAll() throws Exception {
    product.endAll();
  }

  /// Starts a run of tasks that print a line and wait for the gate.
  private void start(int tasks, String slots, String... options) throws Exception {
    for (int i = 1; i <= tasks; i++) {
      product.task("t" + i,
          "echo hello ${0##*/}; until [ -e " + gate + " ]; do sleep 0.05; done");
    }
    var all = new ArrayList<>(
        List.of("-T", "tasks", "-C", "sh @TASK@", "-r", "-m", slots));
    all.addAll(List.of(options));
    product.detach(all.toArray(String[]::new));
  }

  private PtyScreen top(int columns, int lines) throws Exception {
    return PtyScreen.start(product, TOP, columns, lines, Map.of());
  }

  /// Checks that the terminal is as it was before.
  private void assertRestored(PtyScreen screen, int status) throws Exception {
    screen.awaitEnd();
    assertThat(Files.readString(product.file("after")))
        .isEqualTo(Files.readString(product.file("before")));
    assertThat(Files.readString(product.file("status"))).isEqualTo(status + "\n");
    var raw = screen.raw();
    assertThat(raw.lastIndexOf(ALTERNATE + "l")).isGreaterThan(raw.lastIndexOf(ALTERNATE + "h"));
    assertThat(raw.lastIndexOf("\033[?25h")).isGreaterThan(raw.lastIndexOf("\033[?25l"));
  }

  @Test
  void aRunIsSeenAndChangedByKeys() throws Exception {
    start(4, "1");
    try (var screen = top(100, 24)) {
      screen.awaitLine(line -> line.matches("   1 .* t1 +hello t1"));
      screen.awaitLine("0/4 0%  0 failed  1/1 slots");

      screen.type("+");
      screen.awaitLine(": 2 slots, 1 before");
      screen.awaitLine(line -> line.matches("   2 .* t2 +hello t2"));
      screen.type("k");
      screen.awaitLine("End task 1 (t1)? y/n");
      screen.type("y");
      screen.awaitLine("t1 (sequence 1): cancelled");
      screen.awaitLine(line -> line.matches("   1 .* t3 .*"));
      screen.type("p");
      screen.awaitLine("paused: nothing more starts");
      screen.awaitLine(line -> line.contains("  paused  "));
      screen.type("p");
      screen.awaitLine(": continues");
      screen.type("e");
      screen.awaitLine("running; 2 of 2 slots in use");
      screen.type("q");
      assertRestored(screen, 0);
    }

    Files.createFile(gate);
    assertThat(product.run("wait", "last").status()).isEqualTo(1);
    assertThat(product.statuses()).containsEntry("t1", "CANCELLED").containsEntry("t2", "SUCCESS");
  }

  @Test
  void theOutputOfATaskIsFollowedToItsEnd() throws Exception {
    product.task("a", "echo first; echo bad >&2; until [ -e " + gate
        + " ]; do sleep 0.05; done; printf '\\033[31mlast\\033[0m\\n'; exit 3");
    product.detach("-T", "tasks", "-C", "sh @TASK@", "-r");
    try (var screen = top(80, 20)) {
      screen.awaitLine(line -> line.matches("   1 .* a .*"));
      screen.type("f");
      screen.awaitLine(line -> line.equals("first"));
      screen.awaitLine(line -> line.equals("bad"));

      Files.createFile(gate);
      screen.awaitLine(line -> line.equals("last"));
      screen.awaitLine("-- FAILED after 0:0");
      screen.type("q");
      screen.awaitLine("failed, exit code 1"); // what the run came to stays
      screen.awaitLine(line -> line.matches(".*0:\\d\\d ago  a  Exit code 3 \\| bad"));
      screen.type("q");
      assertRestored(screen, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void aSignalGivesTheTerminalBack(String signal, int status) throws Exception {
    start(1, "1");
    try (var screen = top(80, 10)) {
      screen.awaitLine(line -> line.matches("   1 .* t1 .*"));

      Product.signal(signal, child(screen.pid()));
      assertRestored(screen, status);
    }
  }

  private static long child(int shell) {
    return ProcessTable.read()
        .entries()
        .stream()
        .filter(process -> process.parent() == shell)
        .findFirst()
        .orElseThrow()
        .pid();
  }

  @Test
  void ctrlCGivesTheTerminalBack() throws Exception {
    try (var screen = top(80, 10)) {
      screen.awaitLine("no run is alive");

      screen.type("\003");
      assertRestored(screen, 130);
    }
  }

  @Test
  void ctrlZLeavesTheTerminalToTheShellUntilFg() throws Exception {
    start(1, "1");
    try (var screen = PtyScreen.start(
        product,
        "stty -g >before; set -m; parallelr top; echo stopped $?; stty -g >stopped; read -r _; "
            + "fg; echo $? >status; stty -g >after",
        80,
        10,
        Map.of())) {
      screen.awaitLine(line -> line.matches("   1 .* t1 .*"));

      screen.type("\032");
      screen.awaitRaw("stopped 148");
      await().until(() -> Files.exists(product.file("stopped"))
          && !Files.readString(product.file("stopped")).isEmpty());
      assertThat(Files.readString(product.file("stopped")))
          .isEqualTo(Files.readString(product.file("before")));
      screen.type("\n");
      screen.awaitLine(line -> line.matches("   1 .* t1 .*"));
      screen.type("q");
      assertRestored(screen, 0);
    }
  }

  @Test
  void ctrlZChangesNothingWhereNoShellCouldContinueIt() throws Exception {
    try (var screen = top(80, 10)) {
      screen.awaitLine("no run is alive");

      screen.type("\032?");
      screen.awaitLine("select a task");
      screen.type("qq");
      assertRestored(screen, 0);
    }
  }

  @Test
  void itFollowsTheSizeOfTheTerminal() throws Exception {
    start(2, "2");
    try (var screen = top(100, 24)) {
      screen.awaitLine("LAST LINE");

      screen.resize(40, 6);
      screen.awaitLine(line -> line.matches("   1 +\\d:\\d\\d +\\d+\\.\\d  t1"));
      assertThat(screen.lines()).noneMatch(line -> line.contains("LAST LINE"));
      screen.type("q");
      assertRestored(screen, 0);
    }
  }

  @Test
  void withNoColorThereAreNone() throws Exception {
    start(1, "1");
    try (var screen = PtyScreen.start(product, TOP, 100, 24, Map.of("NO_COLOR", "1"))) {
      screen.awaitLine("LAST LINE");

      screen.type("q");
      assertRestored(screen, 0);
      assertThat(screen.raw()).doesNotContainPattern("\033\\[(?:\\d+;)*[349]\\d(?:;\\d+)*m");
    }
  }

  @Test
  void withoutATerminalItPrintsLinesUntilAllIsOver() throws Exception {
    start(1, "1");
    var piped = product.start("top", "last");
    await().until(() -> Files.readString(piped.stdout()).contains("  SLOT "));
    Files.createFile(gate);
    var ended = piped.finish();

    assertThat(ended.status()).isZero();
    assertThat(ended.stdout()).contains("/tasks/t1")
        .contains("nothing is running")
        .doesNotContain("\033");
    assertThat(product.with("TERM", "dumb").onTerminal("parallelr top"))
        .contains("nothing is running")
        .doesNotContain("\033");
  }

  @Test
  void aRunThatIsOverIsRefused() throws Exception {
    Files.createFile(gate);
    start(1, "1");
    product.run("wait", "last");

    var refused = product.run("top", "last");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr()).contains("is not alive").hasLineCount(1);
  }
}
