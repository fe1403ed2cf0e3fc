package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.json.LineBuffer;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The journal of a run that is alive: each look hands out the attempts that have begun or ended
/// since, in the order in which that happened. A line that is damaged is left out. For one thread.
public final class JournalTail {
  private static final int CHUNK = 1 << 18;

  private final RunDirectory run;
  private final Consumer<TaskRecord> taker;
  private final Set<Path> parts = new HashSet<>(); // that are read
  private final LineBuffer lines = new LineBuffer(CHUNK);
  private boolean hasLooked;
  private long position; // in the file that is written

  /// A tail from the beginning of the journal.
  ///
  /// @param taker called by [#look]
  public JournalTail(RunDirectory run, Consumer<TaskRecord> taker) {
    this.run = run;
    this.taker = taker;
  }

  /// A tail without the parts that a watched queue has put aside so far, which may be many.
  ///
  /// @throws IOException if the directory cannot be read
  public static JournalTail withoutParts(RunDirectory run, Consumer<TaskRecord> taker)
      throws IOException {
    var tail = new JournalTail(run, taker);
    tail.parts.addAll(tail.partsNow());
    return tail;
  }

  private List<Path> partsNow() throws IOException {
    return run.journal().stream().filter(file -> !file.equals(run.results())).toList();
  }

  /// Reads what is new. A journal that is not there yet has nothing.
  ///
  /// @throws IOException if it cannot be read
  public void look() throws IOException {
    boolean _ = look(Long.MAX_VALUE);
  }

  /// Reads some of what is new.
  ///
  /// @param most how many bytes are read, about
  /// @return whether that was all
  /// @throws IOException if it cannot be read
  public boolean look(long most) throws IOException {
    if (!hasLooked || NativeText.file(run.results()).length() < position) {
      for (var part : partsNow()) { // each was the file that is written, once
        if (!parts.contains(part)) {
          if (!read(part, most)) {
            return false;
          }
          parts.add(part);
          position = 0;
        }
      }
      hasLooked = true;
    }
    return NativeText.file(run.results()).length() <= position || read(run.results(), most);
  }

  /// @return whether it was read to its end
  private boolean read(Path path, long most) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new UnusableJournalException(path + " is not a regular file");
    }
    try (var file = new RandomAccessFile(NativeText.file(path), "r")) {
      file.seek(position);
      lines.begin(position);
      long rest = most;
      for (int n = lines.read(file::read, this::take); n > 0; n =
          lines.read(file::read, this::take)) {
        position = lines.position();
        rest -= n;
        if (rest <= 0) {
          return false;
        }
      }
    }
    return true;
  }

  private void take(byte[] text, int from, int length, long place) {
    record(text, from, length).ifPresent(taker);
  }

  private static Optional<TaskRecord> record(byte[] text, int from, int length) {
    if (Checksum.check(text, from, length) == Checksum.Verdict.BAD) {
      return Optional.empty();
    }
    try {
      var line = JsonObject.parse(text, from, length, TaskRecords.FIELDS);
      var type = line.text("type").orElse("");
      return type.equals("start") || type.equals("task")
          ? Optional.of(TaskRecord.of(JournalEntry.of(line, type.equals("start"), 0), line))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
