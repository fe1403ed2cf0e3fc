package io.parallelr.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The line at the bottom of a terminal that changes in place, and the lines that pass above it.
///
/// May be used by any thread. The lock guards what is on the screen, and is held while it is
/// written: two writers would else mix their lines.
final class Terminal {
  private final PrintStream out;
  private String live = "";

  /// @param out where people look: standard error
  Terminal(PrintStream out) {
    this.out = out;
  }

  /// Shows a line in place of the one before.
  synchronized void show(String line) {
    out.print("\r" + line + "\033[K");
    out.flush();
    live = line;
  }

  /// Takes the line away for good.
  synchronized void clear() {
    if (!live.isEmpty()) {
      out.print("\r\033[K");
      out.flush();
      live = "";
    }
  }

  /// Writes text, which should end with a line break, above the live line.
  synchronized void write(byte[] text, int offset, int length) {
    boolean shown = !live.isEmpty();
    if (shown) {
      out.print("\r\033[K");
    }
    out.write(text, offset, length);
    if (shown) {
      out.print(live);
    }
    out.flush();
  }

  void println(String line) {
    var text = (line + '\n').getBytes(StandardCharsets.UTF_8);
    write(text, 0, text.length);
  }

  /// A stream whose every write goes above the live line.
  OutputStream lines() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        Terminal.this.write(new byte[]{(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] text, int offset, int length) {
        Terminal.this.write(text, offset, length);
      }
    };
  }
}
