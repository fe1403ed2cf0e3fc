package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parallelr.os.Pty;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jline.utils.ScreenTerminal;

/// A shell on a pseudo-terminal of its own, and what its user would see.
final class PtyScreen implements AutoCloseable {
  private final Pty pty;
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream(); // guarded by this
  private int columns; // guarded by this
  private int lines; // guarded by this
  private final Thread reader;

  private PtyScreen(Pty pty, int columns, int lines) {
    this.pty = pty;
    this.columns = columns;
    this.lines = lines;
    this.reader = Thread.ofPlatform().daemon().start(this::read);
  }

  /// Starts a shell command where `parallelr` is the product.
  ///
  /// @param environment besides what the product needs
  static PtyScreen start(
      Product product,
      String command,
      int columns,
      int lines,
      Map<String, String> environment) throws IOException {
    var all = new HashMap<>(environment);
    all.put("PARALLELR_HOME", product.home().toString());
    all.put("PATH", Product.launcher().getParent() + ":" + System.getenv("PATH"));
    all.putIfAbsent("TERM", "xterm-256color");
    var withheld = environment.containsKey("NO_COLOR") ? Set.<String>of() : Set.of("NO_COLOR");
    return new PtyScreen(
        Pty.start(
            Path.of("/bin/bash"),
            List.of("bash", "--norc", "-c", command),
            all,
            withheld,
            product.directory(),
            columns,
            lines),
        columns,
        lines);
  }

  private void read() {
    for (var bytes = pty.read(); bytes.length > 0; bytes = pty.read()) {
      synchronized (this) {
        raw.writeBytes(bytes);
      }
    }
  }

  /// All that has come.
  synchronized String raw() {
    return raw.toString(UTF_8);
  }

  /// The lines that are on the screen now.
  synchronized List<String> lines() {
    var screen = new ScreenTerminal(columns, lines);
    screen.write(raw());
    var cells = new long[columns * lines];
    screen.dump(cells, new int[2]);
    var shown = new ArrayList<String>();
    for (int y = 0; y < lines; y++) {
      var line = new StringBuilder();
      for (int x = 0; x < columns; x++) {
        int c = ScreenTerminal.cellCodePoint(cells[y * columns + x]);
        line.append(c == 0 ? "" : Character.toString(c));
      }
      shown.add(line.toString().stripTrailing());
    }
    return shown;
  }

  /// Waits until a line on the screen is like that.
  void awaitLine(Predicate<String> isWanted) {
    await().atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(lines()).anyMatch(isWanted));
  }

  void awaitLine(String part) {
    awaitLine(line -> line.contains(part));
  }

  void awaitRaw(String part) {
    await().atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(raw()).contains(part));
  }

  void type(String keys) {
    assertThat(pty.write(keys.getBytes(UTF_8))).isTrue();
  }

  synchronized void resize(int newColumns, int newLines) {
    columns = newColumns;
    lines = newLines;
    raw.reset();
    pty.resize(newColumns, newLines);
  }

  int pid() {
    return pty.pid();
  }

  /// Waits until the shell has ended.
  void awaitEnd() throws InterruptedException {
    await().atMost(Duration.ofSeconds(30)).until(() -> pty.peek().isPresent());
    reader.join();
    var _ = pty.reap();
  }

  @Override
  public void close() {
    pty.close();
  }
}
