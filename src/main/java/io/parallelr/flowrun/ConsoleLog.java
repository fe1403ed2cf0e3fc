package io.parallelr.flowrun;

import io.parallelr.flow.FlowLog;
import io.parallelr.task.Printable;
import io.parallelr.task.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Writes lines with the time to the screen and to a file. Masks secrets, and escapes characters
/// that cannot be printed. For any threads.
///
/// A file that cannot be written ends the run with an exception: no flow runs without a log. Errors
/// of the screen are ignored.
public final class ConsoleLog implements FlowLog, AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("ddMMMyy HH:mm:ss", Locale.ENGLISH);

  private final PrintStream screen;
  private final Path path;
  private final PrintStream file;
  private final Level level;
  private final Secrets secrets;
  private final InstantSource clock;

  /// The least important lines that are written.
  public enum Level {
    ERROR, WARN, INFO, DEBUG
  }

  /// @param path of the log file
  /// @param file closed with this
  /// @param secrets what is masked
  ConsoleLog(
      PrintStream screen,
      Path path,
      OutputStream file,
      Level level,
      Secrets secrets,
      InstantSource clock) {
    this.screen = screen;
    this.path = path;
    this.file = new PrintStream(file, true, StandardCharsets.UTF_8);
    this.level = level;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public void info(String line) {
    write(Level.INFO, line);
  }

  @Override
  public void debug(String line) {
    write(Level.DEBUG, "DEBUG: " + line);
  }

  void warn(String line) {
    write(Level.WARN, "WARN: " + line);
  }

  /// Writes a line only to the file, as the screen has it already.
  synchronized void fileOnly(String line) {
    keep(Printable.of(secrets.masked(line)));
  }

  private synchronized void write(Level of, String line) {
    if (of.compareTo(level) > 0) {
      return;
    }
    var now = LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
    var whole = "[%s] %s".formatted(TIME.format(now), Printable.of(secrets.masked(line)));
    screen.println(whole);
    keep(whole);
  }

  private void keep(String line) {
    file.println(line);
    if (file.checkError()) {
      throw new UncheckedIOException(
          new IOException("the log cannot be written (disk full?): " + path));
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
