package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonObject;
import io.parallelr.json.LineBuffer;
import io.parallelr.os.NativeText;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads one file of a journal from its beginning to its end, line by line: its length does not
/// matter. An interrupt ends it.
final class JournalReader implements LineBuffer.Taker {
  private static final int BUFFER = 1 << 17;
  private static final int LINES_BETWEEN_LOOKS = 1 << 10;
  /// Beyond this a line is damaged: an output in it is cut to some thousands of characters.
  private static final int LONGEST_LINE = 1 << 26;
  private static final Pattern TASK =
      Pattern.compile("\"task\":(\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\")");
  private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d{1,9})[,}]");

  private final Path file;
  private final Visitor visitor;
  private int lineNumber;
  private boolean needsChecksums;

  /// What is found in a journal.
  interface Visitor {
    /// An attempt begins or ends.
    ///
    /// @param line that says it, for visitors that need more of it
    void entry(JournalEntry entry, JsonObject line);

    /// The first line of the file.
    default void head(JsonObject session) {
      // says nothing of tasks
    }

    /// The fields of lines that are read.
    default Set<String> fields() {
      return JournalEntry.FIELDS;
    }

    /// The last line of the run.
    default void summary(JsonObject summary) {
      // says nothing of single tasks
    }

    default void damaged(Damaged line) {
      // its task counts as not seen
    }

    /// Whether a line needs not be looked at.
    default boolean isOfNoInterest(byte[] text, int from, int length) {
      return false;
    }
  }

  /// A line that says nothing for certain.
  ///
  /// @param number of the line in the file, from 1
  /// @param isTorn whether it has no end: the writer was cut off
  /// @param task that it seems to be about
  /// @param sequence of that task; 0 if it cannot be determined
  record Damaged(Path file, int number, boolean isTorn, Optional<String> task, int sequence) {}

  JournalReader(Path file, Visitor visitor) {
    this.file = file;
    this.visitor = visitor;
  }

  /// Reads it.
  ///
  /// @throws NewerVersionException if this version cannot read it
  /// @throws InterruptedIOException if this thread was interrupted; its flag is cleared
  void read() throws IOException {
    var lines = new LineBuffer(BUFFER, LONGEST_LINE);
    try (var in = new FileInputStream(NativeText.file(file))) {
      while (lines.read(in::read, this) >= 0) {
        // until the end
      }
    }
    lines.rest((text, from, length, _) -> {
      lineNumber++;
      damaged(text, from, length, true);
    });
  }

  @Override
  public void line(byte[] text, int from, int length, long position) throws IOException {
    lineNumber++;
    if (lineNumber % LINES_BETWEEN_LOOKS == 0 && Thread.interrupted()) {
      throw new InterruptedIOException("interrupted while " + file + " was read");
    }
    if (lineNumber > 1 && visitor.isOfNoInterest(text, from, length)) {
      return;
    }
    var verdict = Checksum.check(text, from, length);
    if (verdict == Checksum.Verdict.BAD
        || (verdict == Checksum.Verdict.NONE && needsChecksums)) {
      damaged(text, from, length, false);
      return;
    }
    try {
      take(JsonObject.parse(text, from, length, visitor.fields()), position);
      if (verdict == Checksum.Verdict.NONE && needsChecksums) {
        damaged(text, from, length, false); // the head itself, which has just said so
      }
    } catch (NewerVersionException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      damaged(text, from, length, false);
    }
  }

  @Override
  public void tooLong(byte[] text, int length) {
    lineNumber++;
    damaged(text, 0, length, false);
  }

  private void take(JsonObject line, long position) throws IOException {
    switch (line.text("type").orElse("")) {
      case "session" -> {
        NewerVersionException.require(line, JsonLines.SCHEMA_VERSION, file);
        needsChecksums =
            line.number("schema_version").orElse(0L) >= JsonLines.SCHEMA_WITH_CHECKSUMS;
        visitor.head(line);
      }
      case "start" -> visitor.entry(JournalEntry.of(line, true, position), line);
      case "task" -> visitor.entry(JournalEntry.of(line, false, position), line);
      case "summary" -> visitor.summary(line);
      default -> throw new IOException("no type");
    }
  }

  private void damaged(byte[] line, int from, int length, boolean isTorn) {
    int looked = Math.min(length, BUFFER); // what names the task is at the end of a line
    var text = new String(line, from + length - looked, looked, UTF_8);
    var name = TASK.matcher(text);
    var task = Optional.<String>empty();
    while (name.find()) { // a variable may be called so too, but comes before
      task = unquoted(name.group(1));
    }
    var number = SEQUENCE.matcher(text);
    int sequence = 0;
    while (number.find()) {
      sequence = Integer.parseInt(number.group(1));
    }
    visitor.damaged(new Damaged(file, lineNumber, isTorn, task, sequence));
  }

  private static Optional<String> unquoted(String json) {
    try {
      return JsonObject.parse("{\"task\":" + json + "}").text("task");
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The entry at a place where one was found before.
  ///
  /// @throws IOException if it is not there any more
  static JournalEntry entryAt(Path file, long position) throws IOException {
    try (var in = new FileInputStream(NativeText.file(file))) {
      in.skipNBytes(position);
      var line = new BufferedReader(new InputStreamReader(in, UTF_8)).readLine();
      var json = JsonObject.parse(line == null ? "" : line);
      return JournalEntry.of(json, json.text("type").equals(Optional.of("start")), position);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s has changed".formatted(file), e);
    }
  }
}
