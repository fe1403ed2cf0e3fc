package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two writers, one terminal.
class TerminalTest {
  private final ByteArrayOutputStream both = new ByteArrayOutputStream();
  private final FakeDisplay display = new FakeDisplay();
  private final Terminal terminal = new Terminal(both, both, true, display);

  private static final class FakeDisplay implements Terminal.Display {
    private boolean open = true;
    private int columns = 10;

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public boolean isCapable() {
      return true;
    }

    @Override
    public int columns() {
      return columns;
    }
  }

  @Test
  void theLiveLineMakesRoomAndComesBack() throws Exception {
    terminal.show(() -> "live");
    terminal.stdout().write("out\n".getBytes(UTF_8));
    terminal.clear();

    assertThat(both).hasToString("\rlive\033[K\r\033[Kout\n\rlive\033[K\r\033[K");
  }

  @Test
  void theLiveLineIsDrawnAgainAsWideAsTheTerminalIsThen() throws Exception {
    terminal.show(() -> "live line");
    display.columns = 6;
    terminal.stdout().write("out\n".getBytes(UTF_8));

    assertThat(both).hasToString("\rlive line\033[K\r\033[Kout\n\rlive…\033[K");
  }

  /// The last line of a short run said `0/25 done` below `[25/25] SUCCESS`.
  @Test
  void theLiveLineIsUpToDateWheneverItIsDrawn() throws Exception {
    var done = new AtomicInteger();
    terminal.show(() -> done + " done");
    done.set(25);
    terminal.stdout().write("out\n".getBytes(UTF_8));

    assertThat(both).hasToString("\r0 done\033[K\r\033[Kout\n\r25 done\033[K");
  }

  @Test
  void eachWriterBeginsOnALineOfItsOwn(@TempDir Path directory) throws Exception {
    var file = Files.writeString(directory.resolve("f"), "no end");

    terminal.stdout().write("a".getBytes(UTF_8));
    terminal.stdout().write("b".getBytes(UTF_8));
    terminal.printErrors(file, new byte[0]);
    terminal.printOutput(file, new byte[0]);
    terminal.show(() -> "live");
    terminal.stderr().println("log");

    assertThat(both).hasToString(
        "ab\nno end\nno end\n\rlive\033[K\r\033[Klog\n\rlive\033[K");
  }

  @Test
  void outputOfATaskThatGoesElsewhereIsLeftAsItIs(@TempDir Path directory) throws Exception {
    var file = Files.writeString(directory.resolve("f"), "no end");
    var out = new ByteArrayOutputStream();
    var apart = new Terminal(out, both, false, display);

    apart.show(() -> "live");
    apart.printOutput(file, new byte[0]);
    apart.printOutput(file, new byte[0]);

    assertThat(out).hasToString("no endno end");
    assertThat(both).hasToString("\rlive\033[K");
  }

  @Test
  void whatTheShellHasTakenBackIsNotErased() throws Exception {
    terminal.show(() -> "live");
    display.open = false;
    both.reset();

    terminal.stderr().println("log");
    terminal.show(() -> "live 2");
    terminal.clear();

    assertThat(both).hasToString("log\n");
  }

  @Test
  void largeOutputDoesNotMakeTheLiveLineFlicker(@TempDir Path directory) throws Exception {
    var file = Files.writeString(directory.resolve("f"), "x".repeat(100_000));

    terminal.show(() -> "live");
    terminal.printOutput(file, new byte[0]);

    assertThat(both.toString(UTF_8).split("live", -1)).hasSize(3);
  }

  @Test
  void aStandardErrorThatCannotBeWrittenIsPutUpWith() throws Exception {
    var out = new ByteArrayOutputStream();
    var full = new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException("full");
      }
    };
    var apart = new Terminal(out, full, false, display);

    apart.show(() -> "live");
    apart.stderr().println("log");
    apart.stdout().write('x');

    assertThat(out).hasToString("x");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      short      | short
      0123456789 | 0123456789
      0123456789a | 012345678…
      測試測試測 | 測試測試測
      測試測試測試 | 測試測試…
      e\u0301123456789 | e\u0301123456789
      """)
  void textIsCutByColumns(String text, String fitting) {
    assertThat(Columns.fit(text, 10)).isEqualTo(fitting);
  }
}
