package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.json.LineBuffer;
import io.parallelr.os.NativeText;
import io.parallelr.os.TaskEnds;
import io.parallelr.task.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Where each task of a run stands, by its number, in about thirty bytes a task; what else the
/// journal says of it is read from there when it is asked for. Each look reads what is new.
///
/// Guarded by itself: any threads may use it, one at a time. Who reads several numbers that must fit
/// together holds its lock meanwhile.
public final class TaskIndex {
  /// As many tasks are listed; those with greater numbers are only counted.
  public static final int MOST = 1_000_000;

  /// The states of those that ended, and not with success.
  public static final Set<State> FAILURES =
      Collections.unmodifiableSet(EnumSet.of(State.FAILED, State.TIMEOUT, State.ERROR));

  private static final int CHUNK = 1 << 18;
  private static final int FILE_SHIFT = 44; // an offset has that many bits, the file those above
  private static final Set<String> FIELDS = Set.of(
      "type", "task", "sequence", "attempt", "worker_id", "status", "final", "start_time",
      "end_time", "duration_seconds");

  private final RunDirectory run;
  private final TaskColumns tasks = new TaskColumns();
  private final LineBuffer lines = new LineBuffer(CHUNK);
  private long position; // in the last of the files
  private Object key = ""; // which file that was
  private List<Path> files = List.of();
  private long version;
  private int leftOut;
  private Set<TaskEnds.End> ends = Set.of(); // that were recorded beside the journal
  private final Map<Integer, TaskRecord> ended = new HashMap<>(); // by those, by sequence
  private volatile int last; // so that it can be asked for while a long journal is read

  /// One that has not looked yet.
  public TaskIndex(RunDirectory run) {
    this.run = run;
  }

  /// Reads what is new. A line that is damaged, or not yet whole, is left out.
  ///
  /// @throws IOException if the journal cannot be read
  public synchronized void look() throws IOException {
    var recorded = Set.copyOf(TaskEnds.all(run.path()));
    if (!recorded.containsAll(ends)) {
      key = ""; // the run has been resumed, which has its own results
    }
    readNew();
    if (!recorded.equals(ends)) {
      takeEnds();
      ends = recorded;
    }
  }

  private void takeEnds() throws IOException {
    for (var end : RecordedEnd.of(run)) {
      int sequence = end.start().sequence();
      if (tasks.state(sequence) == State.RUNNING) {
        var record = end.record(run);
        ended.put(sequence, record);
        tasks.put(sequence, tasks.place(sequence), State.of(end.status()), record.result());
        version++;
      }
    }
  }

  private void readNew() throws IOException {
    var now = keyOf(run.results());
    if (!now.equals(key)) { // not read yet, or put aside as a part
      tasks.clear();
      ended.clear();
      ends = Set.of();
      last = 0;
      leftOut = 0;
      files = run.journal();
      for (int i = 0; i < files.size(); i++) {
        position = 0;
        read(i);
      }
      key = now;
    } else if (!files.isEmpty()) {
      read(files.size() - 1);
    }
  }

  private static Object keyOf(Path file) throws IOException {
    try {
      return Objects.requireNonNullElse(
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey(),
          file);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // nothing has been written yet
    }
  }

  private void read(int number) throws IOException {
    try (var file = new RandomAccessFile(NativeText.file(files.get(number)), "r")) {
      if (file.length() == position) {
        return;
      }
      long above = (long) number << FILE_SHIFT;
      LineBuffer.Taker taker =
          (text, from, length, place) -> line(text, from, length, above | place);
      file.seek(position);
      lines.begin(position);
      while (lines.read(file::read, taker) > 0) {
        position = lines.position();
      }
    } catch (FileNotFoundException e) {
      key = ""; // put aside just now; the next look begins anew
    }
  }

  private void line(byte[] text, int from, int length, long place) {
    if (Checksum.check(text, from, length) == Checksum.Verdict.BAD) {
      return; // its task counts as not seen
    }
    try {
      var line = JsonObject.parse(text, from, length, FIELDS);
      var type = line.text("type").orElse("");
      if (type.equals("start") || type.equals("task")) {
        int sequence = line.number("sequence").orElse(0L).intValue();
        if (sequence < 1) {
          return;
        }
        version++;
        if (sequence > MOST) {
          leftOut = Math.max(leftOut, sequence - MOST);
        } else {
          tasks.put(sequence, place, state(line, type), line);
          last = tasks.last();
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // the same
    }
  }

  private static State state(JsonObject line, String type) {
    if (type.equals("start")) {
      return State.RUNNING;
    }
    var status = Status.valueOf(line.text("status").orElse(""));
    return line.flag("final") ? State.of(status) : State.RETRYING;
  }

  /// Where a task stands.
  public enum State {
    /// Nothing is known of it: it has not begun.
    PENDING(0), RUNNING(1),
    /// It has failed, and will be tried again.
    RETRYING(2), SUCCEEDED(3), FAILED(4), TIMEOUT(5), ERROR(6), CANCELLED(7), SKIPPED(8);

    private final byte code;

    State(int code) {
      this.code = (byte) code;
    }

    /// A small number for it, from 0.
    byte code() {
      return code;
    }

    private static State of(Status status) {
      return switch (status) {
        case SUCCESS -> SUCCEEDED;
        case FAILED -> FAILED;
        case TIMEOUT -> TIMEOUT;
        case ERROR -> ERROR;
        case CANCELLED -> CANCELLED;
        case SKIPPED -> SKIPPED;
      };
    }

    /// As it is written: in lower case.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it ended, and not with success.
    public boolean isFailure() {
      return FAILURES.contains(this);
    }
  }

  /// A number that grows with each line that is read.
  public synchronized long version() {
    return version;
  }

  /// The greatest number of a task that is known. Does not wait for a look.
  public int last() {
    return last;
  }

  /// How many tasks have numbers beyond [#MOST].
  public synchronized int leftOut() {
    return leftOut;
  }

  public synchronized State state(int sequence) {
    return tasks.state(sequence);
  }

  /// When its last attempt began, in milliseconds since 1970; 0 if that is not known.
  public synchronized long startMillis(int sequence) {
    return tasks.startMillis(sequence);
  }

  /// How long its last attempt took, in milliseconds; 0 while it runs.
  public synchronized long tookMillis(int sequence) {
    return tasks.tookMillis(sequence);
  }

  /// The slot of its last attempt.
  public synchronized int slot(int sequence) {
    return tasks.slot(sequence);
  }

  /// How many tasks are in a state.
  public synchronized long count(State state) {
    return tasks.count(state);
  }

  /// The numbers of tasks in some states, the greatest first.
  ///
  /// @param most how many at most
  public synchronized List<Integer> last(Set<State> states, int most) {
    long left = Math.min(most, states.stream().mapToLong(tasks::count).sum());
    var found = new ArrayList<Integer>();
    for (int i = tasks.last(); i > 0 && found.size() < left; i--) {
      if (states.contains(tasks.state(i))) {
        found.add(i);
      }
    }
    return found;
  }

  /// The tasks of which the journal has a text anywhere, and perhaps others.
  ///
  /// @param text in lower case
  /// @return by their numbers; empty if the text is one of which that cannot be told
  public Optional<BitSet> having(String text) throws IOException {
    List<Path> read;
    synchronized (this) {
      read = files;
    }
    return TextSearch.isPossible(text)
        ? Optional.of(TextSearch.sequences(read, text, MOST))
        : Optional.empty();
  }

  /// All that the journal says of the last attempt of a task; empty if it has not begun.
  ///
  /// @throws IOException if the journal has been put aside since, or changed
  public synchronized Optional<TaskRecord> record(int sequence) throws IOException {
    if (state(sequence) == State.PENDING) {
      return Optional.empty();
    }
    if (ended.containsKey(sequence)) {
      return Optional.of(ended.get(sequence));
    }
    long place = tasks.place(sequence);
    var file = files.get((int) (place >> FILE_SHIFT));
    try (var in = new RandomAccessFile(NativeText.file(file), "r")) {
      var text = LineAt.read(in, place & (1L << FILE_SHIFT) - 1);
      var line = JsonObject.parse(text, 0, text.length, TaskRecords.FIELDS);
      boolean isStart = line.text("type").filter("start"::equals).isPresent();
      var record = TaskRecord.of(JournalEntry.of(line, isStart, place), line);
      if (record.sequence() != sequence) {
        throw new IOException("%s has changed".formatted(file));
      }
      return Optional.of(record);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s has changed".formatted(file), e);
    }
  }
}
