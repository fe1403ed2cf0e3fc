package io.parallelr.cli;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one writer of standard output and standard error: log lines, what tasks printed, messages,
/// and the live line at the bottom that changes in place. None of them shares a line with another,
/// also where both streams lead to one terminal or file.
///
/// May be used by any thread. A lock guards what is on each screen, and is held while it is written:
/// two writers would else mix their lines.
final class Terminal {
  private static final byte[] ERASE = "\r\033[K".getBytes(StandardCharsets.US_ASCII);

  private final Display display;
  private final Screen front;
  private final Writer out;
  private final Writer err;
  private final PrintStream messages;

  /// Where the live line is drawn.
  interface Display {
    /// Whether something may be drawn there now.
    boolean isOpen();

    /// Whether it is a terminal that can erase a line.
    boolean isCapable();

    int columns();
  }

  /// @param isShared whether both streams lead to the same place
  /// @param display that of standard error
  Terminal(OutputStream stdout, OutputStream stderr, boolean isShared, Display display) {
    this.display = display;
    this.front = new Screen(stderr);
    this.err = new Writer(stderr, front);
    this.out = new Writer(stdout, isShared ? front : new Screen(stdout));
    this.messages = new PrintStream(err, true, StandardCharsets.UTF_8);
  }

  /// The terminal of this process.
  static Terminal ofThisProcess(Display display) {
    return new Terminal(
        StandardStream.output(),
        StandardStream.error(),
        leadToOnePlace("/proc/self/fd/1", "/proc/self/fd/2"),
        display);
  }

  /// Whether what is written to both meets: the same file, pipe or terminal, or two names of what
  /// is most likely one terminal.
  private static boolean leadToOnePlace(String one, String other) {
    try {
      var first = Files.readSymbolicLink(Path.of(one)).toString();
      var second = Files.readSymbolicLink(Path.of(other)).toString();
      return first.equals(second) || (isTerminal(first) && isTerminal(second));
    } catch (IOException e) {
      return false; // not Linux
    }
  }

  private static boolean isTerminal(String device) {
    return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty")
        || device.equals("/dev/console");
  }

  /// Standard output.
  OutputStream stdout() {
    return out;
  }

  /// Standard error, for messages.
  PrintStream stderr() {
    return messages;
  }

  /// Standard error for another writer: each begins on a line of its own.
  OutputStream anotherStderr() {
    return new Writer(err.to, front);
  }

  /// Writes a text to standard output.
  ///
  /// @throws IOException if that cannot be written
  void print(String text) throws IOException {
    out.write(NativeText.bytes(text));
  }

  /// Writes what a task printed to standard output, as one piece.
  ///
  /// @param tag what each line begins with; empty for nothing
  /// @throws IOException if the file cannot be read, or standard output not be written
  void printOutput(Path file, byte[] tag) throws IOException {
    print(file, new Writer(out.to, out.screen), tag);
  }

  /// The same to standard error.
  void printErrors(Path file, byte[] tag) throws IOException {
    print(file, new Writer(err.to, front), tag);
  }

  private static void print(Path file, Writer writer, byte[] tag) throws IOException {
    synchronized (writer.screen) {
      try (var in = Files.newInputStream(file)) {
        writer.screen.held = true; // the live line would come and go with each part
        var tagged = new LineTags(writer, tag);
        in.transferTo(tagged);
        if (tag.length > 0) {
          tagged.endLine();
        }
      } finally {
        writer.screen.held = false;
        writer.screen.drawAgain();
      }
    }
  }

  /// Whether the live line can be shown here at all.
  boolean animates() {
    return display.isCapable();
  }

  /// Shows a line in place of the one before, if it may be drawn now.
  ///
  /// @param line without control characters; asked for each time the line is drawn, also after what
  ///   others print, by any thread and with the lock held: it must not wait for anything
  void show(Supplier<String> line) {
    synchronized (front) {
      if (display.isOpen()) {
        front.endLine();
        front.draw(line);
      } else {
        front.live = null; // what was there is the shell's now
      }
    }
  }

  /// How many columns the live line has now.
  int room() {
    return Math.max(1, display.columns() - 1);
  }

  /// Takes the line away for good.
  void clear() {
    synchronized (front) {
      front.lift();
      front.live = null;
    }
  }

  /// What is on the screen that a stream leads to. Its monitor guards it.
  private final class Screen {
    private final OutputStream bottom;
    private @Nullable Supplier<String> live;
    private boolean isDrawn;
    private boolean held;
    private boolean atLineStart = true;
    private Object lastWriter = this;

    /// @param bottom where the live line is drawn
    Screen(OutputStream bottom) {
      this.bottom = bottom;
    }

    /// Makes room for a writer.
    void begin(Writer writer) {
      lift();
      if (this == front && writer != lastWriter) {
        endLine();
      }
      lastWriter = writer;
    }

    /// Takes the live line away for a moment.
    void lift() {
      if (isDrawn) {
        isDrawn = false;
        if (display.isOpen()) {
          write(ERASE);
        } else {
          live = null;
        }
      }
    }

    void endLine() {
      if (!atLineStart) {
        write(new byte[]{'\n'});
        atLineStart = true;
      }
    }

    void drawAgain() {
      if (live != null && !held) {
        endLine();
        draw(live);
      }
    }

    /// Each time as wide as the terminal is then.
    void draw(Supplier<String> line) {
      var shown = Columns.fit(line.get(), room());
      write(("\r" + shown + "\033[K").getBytes(StandardCharsets.UTF_8));
      live = line;
      isDrawn = true;
    }

    private void write(byte[] text) {
      try {
        bottom.write(text);
      } catch (IOException e) {
        live = null; // nobody looks at standard error any more
      }
    }
  }

  /// A writer to a stream. What it writes in several calls continues on its line.
  private static final class Writer extends OutputStream {
    private final OutputStream to;
    private final Screen screen;

    Writer(OutputStream to, Screen screen) {
      this.to = to;
      this.screen = screen;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] text, int offset, int length) throws IOException {
      if (length == 0) {
        return;
      }
      synchronized (screen) {
        screen.begin(this);
        to.write(text, offset, length);
        screen.atLineStart = text[offset + length - 1] == '\n';
        screen.drawAgain();
      }
    }
  }
}
