package io.parallelr.top;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/// The terminal of this process, taken over: its alternate screen, without a cursor, its keys
/// unread by the line discipline. Only what has changed is drawn.
///
/// Any thread may give it back; the rest is for one.
final class Screen implements AutoCloseable {
  // of a terminal that does not say, as a serial line
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_LINES = 24;

  private final Terminal terminal;
  private final Attributes before;
  private final Display display;
  @SuppressWarnings("unused") // only kept, as its level is forgotten with it
  private final Logger log;
  private boolean isTaken; // guarded by this

  private Screen(Terminal terminal, Logger log) {
    this.terminal = terminal;
    this.log = log;
    this.before = terminal.getAttributes();
    this.display = new Display(terminal, true);
  }

  /// Takes it over.
  ///
  /// @throws IOException if standard input and output are not a terminal that can do this
  static Screen take() throws IOException {
    // it would tell of terminals that it does not know, though it does well enough with those
    var log = Logger.getLogger("org.jline");
    log.setLevel(Level.OFF);
    var terminal = TerminalBuilder.builder()
        .system(true)
        .provider("ffm")
        .dumb(false)
        .nativeSignals(false) // they are handled here
        .graphemeCluster(false)
        .encoding(StandardCharsets.UTF_8)
        .build();
    var screen = new Screen(terminal, log);
    screen.takeAgain();
    return screen;
  }

  /// Takes it over after it was given back, or after others may have changed it.
  synchronized void takeAgain() {
    isTaken = true;
    terminal.enterRawMode();
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    redraw();
  }

  /// Redraws everything.
  synchronized void redraw() {
    var size = terminal.getSize();
    display.resize(
        Size.of(
            size.getColumns() > 0 ? size.getColumns() : USUAL_COLUMNS,
            size.getRows() > 0 ? size.getRows() : USUAL_LINES));
    display.clear();
    terminal.flush();
  }

  int columns() {
    return display.getColumns();
  }

  int lines() {
    return display.getRows();
  }

  /// Draws lines, as many as there are.
  synchronized void draw(List<AttributedString> lines) {
    if (isTaken) {
      display.update(lines, 0);
    }
  }

  /// Gives the terminal back as it was. Does nothing if that was done.
  synchronized void giveBack() {
    if (isTaken) {
      isTaken = false;
      terminal.puts(Capability.cursor_normal);
      if (terminal.getStringCapability(Capability.exit_ca_mode) == null) {
        // without another screen what was drawn stays, and a shell is to continue below
        terminal.puts(Capability.cursor_address, display.getRows() - 1, 0);
        terminal.writer().println();
      }
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
    }
  }

  @Override
  public void close() {
    giveBack();
  }
}
