package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is to be seen on a real terminal: script(1) makes one.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class TerminalIT {
  private static final String ESCAPE = "\033[";
  private final Product product;

  TerminalIT(Product product) throws IOException {
    this.product = product.with("TERM", "xterm");
    for (int i = 1; i <= 3; i++) {
      product.task("t" + i,
          "sleep 0.5; echo line$i; printf out; printf err >&2".replace("$i", "" + i));
    }
  }

  @Test
  void logLinesOutputAndLiveLineNeverShareALine() throws Exception {
    var shown = onTerminal("stty cols 100; exec parallelr -T tasks -C 'sh @TASK@' -r -m 2 --print");

    assertThat(shown).contains("running").contains(ESCAPE);
    assertThat(screen(shown)).allMatch(
        line -> line.matches("\\d\\d:\\d\\d:\\d\\d (INFO |WARN ) .*")
            || line.matches("line[123]|out|err")
            || line.matches("[A-Z ][a-zA-Z ]{16} .*")
            || line.isEmpty());
    assertThat(screen(shown).stream().filter(line -> line.equals("out"))).hasSize(3);
    assertThat(screen(shown).stream().filter(line -> line.equals("err"))).hasSize(3);
    assertThat(screen(shown).stream().filter(line -> line.contains("SUCCESS"))).hasSize(3);
  }

  @Test
  void logLinesAndOutputDoNotShareALineInOneFileEither() throws Exception {
    var run = product.startCommand(
        List.of("sh", "-c", "exec \"$0\" -T tasks -C 'sh @TASK@' -r --print 2>&1",
            Product.launcher().toString()))
        .finish();

    assertThat(run.stdout().lines().filter(line -> line.equals("out"))).hasSize(3);
    assertThat(run.stdout().lines().filter(line -> line.equals("err"))).hasSize(3);
    assertThat(run.stdout()).doesNotContain(ESCAPE);
  }

  @Test
  void theLiveLineStaysWithinTheWidth() throws Exception {
    product.task("a name that is longer than the terminal is wide 測試", "sleep 0.5");

    var shown =
        onTerminal("stty cols 60; exec parallelr -T 'tasks/a*' -C 'sh @TASK@' -r -q --progress");

    var drawn = List.of(shown.split("\033\\[K", -1))
        .stream()
        .map(line -> line.substring(line.lastIndexOf('\r') + 1))
        .toList();
    assertThat(drawn).anyMatch(line -> line.contains("running") && line.endsWith("…"))
        .allMatch(line -> line.codePoints().map(Columns::of).sum() < 60);
  }

  @Test
  void theCountsAndTheTimeFitIntoFortyColumns() throws Exception {
    var shown = onTerminal(
        "stty cols 40; exec parallelr -T tasks -C 'sh @TASK@' -r -m 1 -q --progress");

    var drawn = List.of(shown.split("\033\\[K", -1))
        .stream()
        .map(line -> line.substring(line.lastIndexOf('\r') + 1))
        .filter(line -> line.contains("running"))
        .toList();
    assertThat(drawn).anyMatch(line -> line.matches("\\d/3 done  0 failed  1 running  0:0\\d.*…"));
  }

  @Test
  void manyTasksAreQuietButForFailures() throws Exception {
    var lines = IntStream.rangeClosed(1, 25).mapToObj(Integer::toString).toList();
    Files.write(product.file("lines"), lines);
    Files.writeString(product.file("half.sh"), "exit $(($1 % 2))");
    var command = "parallelr -A lines -C 'sh half.sh @ARG@' -r";

    var quiet = screen(onTerminal("stty cols 200; " + command));

    assertThat(quiet).noneMatch(line -> line.contains("SUCCESS"));
    assertThat(quiet.stream().filter(line -> line.contains(" FAILED "))).hasSize(13);
    assertThat(quiet).anyMatch(line -> line.startsWith("Failed tasks ") && line.contains(":1: 1: "))
        .anyMatch(line -> line.contains("3 more"))
        .anyMatch(line -> line.matches("Next +parallelr show .*"))
        .anyMatch(line -> line.matches(" +parallelr retry .* --failed"));
    assertThat(
        quiet.stream().filter(line -> line.endsWith(": Exit code 1") && !line.contains("WARN")))
        .hasSize(10);
    assertThat(screen(onTerminal("stty cols 200; " + command + " -v")))
        .anyMatch(line -> line.contains("SUCCESS"));
    assertThat(product.run("-A", "lines", "-C", "sh half.sh @ARG@", "-r").stderr())
        .as("on no terminal")
        .contains("SUCCESS");
  }

  @Test
  void nothingIsDrawnInTheBackground() throws Exception {
    var shown =
        onTerminal("bash -mc 'parallelr -T tasks -C \"sh @TASK@\" -r --progress & wait'");

    assertThat(shown).doesNotContain(ESCAPE).contains("[3/3] SUCCESS");
  }

  @Test
  void nothingIsDrawnOnATerminalThatCannotErase() throws Exception {
    for (var kind : List.of("dumb", "")) {
      var shown = product.with("TERM", kind)
          .onTerminal(
              "parallelr -T tasks -C 'sh @TASK@' -r --progress");

      assertThat(shown).as("TERM=" + kind)
          .doesNotContain(ESCAPE)
          .contains("[3/3] SUCCESS")
          .contains("3/3 done  0 failed"); // as a line of its own
    }
  }

  @Test
  void withoutATerminalAskedProgressIsPlainLines() throws Exception {
    var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--progress");

    assertThat(run.stderr()).startsWith("3/3 done  0 failed  0 running").doesNotContain(ESCAPE);
    assertThat(run.stderr().lines()).hasSize(1);
  }

  private String onTerminal(String command) throws IOException, InterruptedException {
    return product.onTerminal(command);
  }

  /// The lines that a terminal which knows line breaks, returns and erasing shows in the end.
  private static List<String> screen(String text) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    int column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        lines.add(line.toString());
        line.setLength(0);
        column = 0;
      } else if (c == '\r') {
        column = 0;
      } else if (text.startsWith("\033[K", i)) {
        line.setLength(column);
        i += 2;
      } else {
        line.replace(column, Math.min(column + 1, line.length()), Character.toString(c));
        column++;
      }
    }
    lines.add(line.toString());
    return lines;
  }
}
