package io.parallelr.tasker;

import io.parallelr.flow.FlowLog;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes lines with the time to the screen and to a file, secrets masked. For any threads.
///
/// A file that cannot be written ends the run, by an exception: a flow that leaves no trace of what
/// it does is not to go on. The screen may go away at any time.
final class ConsoleLog implements FlowLog, AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("ddMMMyy HH:mm:ss", Locale.ENGLISH);
  private static final int SHORTEST_SECRET = 3;

  private final PrintStream screen;
  private final Path path;
  private final PrintStream file;
  private final Level level;
  private final List<Map.Entry<String, String>> masks;
  private final InstantSource clock;

  /// What is worth a line.
  enum Level {
    ERROR, WARN, INFO, DEBUG
  }

  /// @param path of the log file
  /// @param file closed with this
  /// @param secrets values that are not shown
  ConsoleLog(
      PrintStream screen,
      Path path,
      OutputStream file,
      Level level,
      List<String> secrets,
      InstantSource clock) {
    this.screen = screen;
    this.path = path;
    this.file = new PrintStream(file, true, StandardCharsets.UTF_8);
    this.level = level;
    this.masks = secrets.stream()
        .filter(s -> s.length() >= SHORTEST_SECRET)
        .map(s -> Map.entry(s, "<masked len=%d>".formatted(s.length())))
        .toList();
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

  void error(String line) {
    write(Level.ERROR, "ERROR: " + line);
  }

  /// A line that is on the screen already.
  synchronized void fileOnly(String line) {
    keep(masked(line));
  }

  private synchronized void write(Level of, String line) {
    if (of.compareTo(level) > 0) {
      return;
    }
    var now = LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
    var whole = "[%s] %s".formatted(TIME.format(now), masked(line));
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

  private String masked(String line) {
    var masked = line;
    for (var mask : masks) {
      masked = masked.replace(mask.getKey(), mask.getValue());
    }
    return masked;
  }

  @Override
  public void close() {
    file.close();
  }
}
