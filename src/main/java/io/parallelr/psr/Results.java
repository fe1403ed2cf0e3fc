package io.parallelr.psr;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonValues;
import io.parallelr.json.LineBuffer;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InputStream;
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
    var lines = new LineBuffer(BUFFER, LONGEST_LINE);
    var each = new Lines();
    while (lines.read(in::read, each) >= 0) {
      // until the end
    }
    lines.rest((text, from, length, place) -> {
      if (isWhole(text, length)) {
        each.line(text, from, length, place);
      }
    });
  }

  private final class Lines implements LineBuffer.Taker {
    @Override
    public void line(byte[] text, int from, int length, long position) throws IOException {
      lineNumber++;
      Results.this.line(text, from, length);
    }

    @Override
    public void tooLong(byte[] text, int length) {
      lineNumber++;
      damaged("longer than %d bytes".formatted(LONGEST_LINE));
    }
  }

  /// Files that were made by hand may lack the last line break.
  private static boolean isWhole(byte[] text, int length) {
    return new String(text, 0, length, UTF_8).stripTrailing().endsWith("}");
  }

  private void line(byte[] text, int from, int length) throws IOException {
    if (isBlank(text, from, length)) {
      return;
    }
    Map<String, @Nullable Object> line;
    try {
      line = JsonValues.fields(text, from, length, wanted);
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

  private static boolean isBlank(byte[] text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (text[i] != ' ' && text[i] != '\r' && text[i] != '\t') {
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
