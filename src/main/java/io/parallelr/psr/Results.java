package io.parallelr.psr;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonValues;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads files of results, line by line, however long they are: of this program, and of others that
/// write the same. For one thread.
public final class Results {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 1 << 26;

  private final Set<String> wanted;
  private final Taker taker;
  private byte[] buffer = new byte[BUFFER];
  private String source = "";
  private long lineNumber;
  private long known;
  private long damaged;
  private Optional<String> firstDamage = Optional.empty();

  /// What is done with lines.
  public interface Taker {
    /// The head of a file: how the run was asked for.
    void session(Map<String, @Nullable Object> line) throws IOException;

    /// An attempt at a task that has ended.
    void task(Map<String, @Nullable Object> line) throws IOException;
  }

  /// @param wanted the fields of lines that are needed; all of them if it is empty
  public Results(Set<String> wanted, Taker taker) {
    this.wanted = wanted;
    this.taker = taker;
  }

  /// Reads one file. A last line without an end is left out: it is being written.
  ///
  /// @param name for messages
  /// @throws IOException if it cannot be read, or the taker has thrown it
  public void read(InputStream in, String name) throws IOException {
    source = name;
    lineNumber = 0;
    int filled = 0;
    boolean isTooLong = false;
    while (true) {
      int count = in.read(buffer, filled, buffer.length - filled);
      if (count < 0) {
        break;
      }
      int from = 0;
      for (int i = filled; i < filled + count; i++) {
        if (buffer[i] == '\n') {
          lineNumber++;
          if (isTooLong) {
            damaged("longer than %d bytes".formatted(LONGEST_LINE));
          } else {
            line(from, i - from);
          }
          isTooLong = false;
          from = i + 1;
        }
      }
      filled += count - from;
      System.arraycopy(buffer, from, buffer, 0, filled);
      if (isTooLong || filled >= LONGEST_LINE) {
        isTooLong = true;
        filled = 0;
      } else if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, filled * 2);
      }
    }
    if (filled > 0 && isWhole(filled)) {
      lineNumber++;
      line(0, filled);
    }
  }

  /// Files that were made by hand may lack the last line break.
  private boolean isWhole(int length) {
    return new String(buffer, 0, length, UTF_8).stripTrailing().endsWith("}");
  }

  private void line(int from, int length) throws IOException {
    if (isBlank(from, length)) {
      return;
    }
    Map<String, @Nullable Object> line;
    try {
      line = JsonValues.fields(buffer, from, length, wanted);
    } catch (IOException e) {
      damaged(Reason.of(e));
      return;
    }
    switch (line.get("type") instanceof String type ? type : "") {
      case "session" -> {
        known++;
        taker.session(line);
      }
      case "task" -> {
        known++;
        taker.task(line);
      }
      case "" -> damaged("it has no type");
      default -> known++; // a start, or the sum
    }
  }

  private boolean isBlank(int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\r' && buffer[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private void damaged(String reason) {
    damaged++;
    if (firstDamage.isEmpty()) {
      firstDamage = Optional.of(
          "%s:%d: %s".formatted(source, lineNumber, reason.lines().findFirst().orElse("")));
    }
  }

  /// How many lines were of results, with those that are not handed out.
  public long known() {
    return known;
  }

  /// How many lines were left out because nothing can be read from them.
  public long damaged() {
    return damaged;
  }

  /// Where the first of them is, and what is wrong with it.
  public Optional<String> firstDamage() {
    return firstDamage;
  }
}
