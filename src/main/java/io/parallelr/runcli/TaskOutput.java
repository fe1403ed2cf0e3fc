package io.parallelr.runcli;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import io.parallelr.journal.TaskRecords;
import io.parallelr.journal.TaskTail;
import io.parallelr.os.NativeText;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.input.BoundedInputStream;

/// Prints what a task printed, byte by byte.
///
/// While a task runs, it prints into the files of its slot, which may serve another task when it has
/// ended. So what was read is printed only after the journal was found not to have its end.
final class TaskOutput {
  private static final int AT_ONCE = 1 << 16;
  private static final int MOST_EARLIER = 1000;
  private static final long LOOK_MILLIS = 200;

  private final Around around;
  private final boolean stderrOnly;

  /// @param stderrOnly whether only its standard error is printed, to standard output
  TaskOutput(Around around, boolean stderrOnly) {
    this.around = around;
    this.stderrOnly = stderrOnly;
  }

  /// Prints what there is now. What a task printed that was not run again is in the run that it
  /// refers to.
  void print(RunDirectory run, TaskRecord task) throws IOException {
    if (task.status().isEmpty()) {
      printRunning(run, task);
      return;
    }
    var place = new Place(run, task);
    for (int i = 0; i < MOST_EARLIER && place.task().earlier().isPresent(); i++) {
      place = earlier(place);
    }
    if (!stderrOnly) {
      copy(place, "stdout", around.stdout());
    }
    copy(place, "stderr", stderrOnly ? around.stdout() : around.stderr());
    around.stdout().flush();
    around.stderr().flush();
  }

  /// Prints what a task has printed so far. The files of its slot had that length before the
  /// journal was found not to have its end, so all of that is of the task.
  private void printRunning(RunDirectory run, TaskRecord begun) throws IOException {
    try (var out = new Tail(file(run, begun, "stdout").orElseThrow());
        var err = new Tail(file(run, begun, "stderr").orElseThrow())) {
      long outLength = stderrOnly ? 0 : out.length();
      long errLength = err.length();
      var journal = new TaskTail(run, begun.sequence());
      journal.look();
      var end = journal.end(begun.attempt());
      if (end.isPresent()) {
        print(run, end.get());
        return;
      }
      out.copy(outLength, around.stdout());
      err.copy(errLength, stderrOnly ? around.stdout() : around.stderr());
    }
  }

  private record Place(RunDirectory run, TaskRecord task) {}

  private static Place earlier(Place place) throws IOException {
    var earlier = place.task().earlier().orElseThrow();
    var run = new RunDirectory(
        earlier.run(),
        NativeText.resolve(place.run().path().resolveSibling("."), earlier.run()).normalize());
    return new Place(
        run,
        latest(run, earlier.sequence()).orElseThrow(
            () -> new IOException(
                "task %d of run %s is not in its journal".formatted(
                    earlier.sequence(),
                    run.id()))));
  }

  private static Optional<TaskRecord> latest(RunDirectory run, int sequence) throws IOException {
    var latest = new TaskRecord[1];
    TaskRecords.each(run, record -> {
      if (record.sequence() == sequence) {
        latest[0] = record;
      }
    });
    return Optional.ofNullable(latest[0]);
  }

  private static void copy(Place place, String stream, OutputStream to) throws IOException {
    var file = file(place.run(), place.task(), stream);
    if (file.isPresent()) {
      try (var in = new FileInputStream(NativeText.file(file.get()))) {
        in.transferTo(to);
      } catch (FileNotFoundException e) {
        throw new IOException(
            "%s is gone; its end is in %s".formatted(file.get(), place.run().results()),
            e);
      }
    }
  }

  /// Where an output is: that of a task that runs is the file of its slot.
  private static Optional<Path> file(RunDirectory run, TaskRecord task, String stream) {
    return task.status().isPresent()
        ? task.output(run, stream)
        : Optional.of(run.output(task.slot(), stream));
  }

  /// Prints what a task prints until it ends, further attempts included.
  ///
  /// @param latest what is known of it
  /// @param lives whether its supervisor does
  void follow(RunDirectory run, TaskRecord latest, BooleanSupplier lives)
      throws IOException, InterruptedException {
    var journal = new TaskTail(run, latest.sequence());
    int attempt = latest.attempt();
    if (latest.status().isPresent()) {
      print(run, latest);
      attempt++;
    }
    while (true) {
      var begun = begin(journal, attempt, lives);
      if (begun.isEmpty()) {
        return;
      }
      var end = followAttempt(run, begun.get(), journal, lives);
      if (end.isEmpty() || end.get().isFinal()) {
        return;
      }
      attempt++;
    }
  }

  /// Waits for an attempt to begin.
  ///
  /// @return empty if the supervisor has ended before
  private static Optional<TaskRecord> begin(TaskTail journal, int attempt, BooleanSupplier lives)
      throws IOException, InterruptedException {
    while (true) {
      boolean alive = lives.getAsBoolean();
      journal.look();
      if (journal.begin(attempt).isPresent() || !alive) {
        return journal.begin(attempt);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /// @return its end; empty if the supervisor died before
  private Optional<TaskRecord> followAttempt(
      RunDirectory run,
      TaskRecord begun,
      TaskTail journal,
      BooleanSupplier lives)
      throws IOException, InterruptedException {
    try (var out = new Tail(file(run, begun, "stdout").orElseThrow());
        var err = new Tail(file(run, begun, "stderr").orElseThrow())) {
      while (true) {
        boolean alive = lives.getAsBoolean();
        var more = stderrOnly ? new byte[0] : out.read();
        var errors = err.read();
        journal.look();
        var end = journal.end(begun.attempt());
        if (end.isPresent()) {
          rest(run, end.get(), out, err);
          return end;
        }
        write(around.stdout(), more, out);
        write(stderrOnly ? around.stdout() : around.stderr(), errors, err);
        if (!alive) {
          return Optional.empty();
        }
        if (more.length < AT_ONCE && errors.length < AT_ONCE) {
          Thread.sleep(LOOK_MILLIS);
        }
      }
    }
  }

  private static void write(OutputStream to, byte[] bytes, Tail of) throws IOException {
    to.write(bytes);
    to.flush();
    of.printed += bytes.length;
  }

  private void rest(RunDirectory run, TaskRecord ended, Tail out, Tail err) throws IOException {
    if (!stderrOnly) {
      rest(ended.output(run, "stdout"), out.printed, around.stdout());
    }
    rest(
        ended.output(run, "stderr"),
        err.printed,
        stderrOnly ? around.stdout() : around.stderr());
  }

  private static void rest(Optional<Path> file, long printed, OutputStream to)
      throws IOException {
    if (file.isPresent()) {
      try (var in = new FileInputStream(NativeText.file(file.get()))) {
        in.skipNBytes(printed);
        in.transferTo(to);
        to.flush();
      }
    }
  }

  /// A file that grows, read from its beginning.
  private static final class Tail implements AutoCloseable {
    private final Path file;
    private Optional<FileInputStream> in = Optional.empty();
    private long printed;

    Tail(Path file) {
      this.file = file;
    }

    /// What has come since, up to a limit.
    byte[] read() throws IOException {
      return isOpen() ? in.orElseThrow().readNBytes(AT_ONCE) : new byte[0];
    }

    /// How long it is now.
    long length() throws IOException {
      return isOpen() ? in.orElseThrow().getChannel().size() : 0;
    }

    /// Copies its beginning.
    void copy(long length, OutputStream to) throws IOException {
      if (isOpen()) {
        BoundedInputStream.builder()
            .setInputStream(in.orElseThrow())
            .setMaxCount(length)
            .setPropagateClose(false)
            .get()
            .transferTo(to);
        to.flush();
      }
    }

    private boolean isOpen() {
      if (in.isEmpty()) {
        try {
          in = Optional.of(new FileInputStream(NativeText.file(file)));
        } catch (FileNotFoundException e) {
          return false; // not made yet, or of an earlier run
        }
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      if (in.isPresent()) {
        in.get().close();
      }
    }
  }
}
