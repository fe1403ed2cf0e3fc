package io.parallelr.top;

import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Follows what a task prints, further attempts included. For one thread.
///
/// While a task runs, it prints into the files of its slot, which may serve another task when it has
/// ended. So what was read counts only after the journal was found not to have its end.
final class Follower {
  private static final int MOST_LINES = 5000;

  private final RunDirectory run;
  private final String name;
  private final ArrayDeque<OutputLine> lines = new ArrayDeque<>();
  private long dropped;
  private TaskRecord latest;
  private OutputStreamTail out = new OutputStreamTail(OutputLine.Kind.STDOUT);
  private OutputStreamTail err = new OutputStreamTail(OutputLine.Kind.STDERR);
  private Optional<Read> read = Optional.empty();

  private record Read(OutputStreamTail.Piece out, OutputStreamTail.Piece err) {}

  /// @param begun the begin of the attempt that runs
  /// @param name of the task, as it is shown
  Follower(RunDirectory run, TaskRecord begun, String name) {
    this.run = run;
    this.latest = begun;
    this.name = name;
  }

  int sequence() {
    return latest.sequence();
  }

  /// Reads what the task may have printed. To be followed by a look at the journal, and then by
  /// [#settle].
  void read() throws IOException {
    read = latest.status().isEmpty()
        ? Optional.of(new Read(out.read(slotFile("stdout")), err.read(slotFile("stderr"))))
        : Optional.empty();
  }

  private Path slotFile(String stream) {
    return run.output(latest.slot(), stream);
  }

  /// Takes what was read, if it was the task's.
  ///
  /// @param now the latest that the journal says of the task
  void settle(TaskRecord now) throws IOException {
    boolean hadEnded = latest.status().isPresent();
    if (now.status().isEmpty() && now.attempt() == latest.attempt()) {
      read.ifPresent(r -> {
        out.take(r.out()).forEach(this::add);
        err.take(r.err()).forEach(this::add);
      });
    } else if (now.status().isEmpty()) {
      begin(now);
    } else if (!hadEnded || now.attempt() > latest.attempt()) {
      end(now);
    }
    latest = now;
    read = Optional.empty();
  }

  private void begin(TaskRecord next) {
    flush();
    out = new OutputStreamTail(OutputLine.Kind.STDOUT);
    err = new OutputStreamTail(OutputLine.Kind.STDERR);
    add(new OutputLine(OutputLine.Kind.NOTE, "attempt " + next.attempt()));
  }

  private void end(TaskRecord ended) throws IOException {
    if (ended.attempt() > latest.attempt()) {
      begin(ended);
    }
    for (var stream : List.of("stdout", "stderr")) {
      var file = ended.output(run, stream);
      if (file.isPresent()) {
        var tail = stream.equals("stdout") ? out : err;
        tail.take(tail.read(file.get())).forEach(this::add);
      }
    }
    flush();
    add(
        new OutputLine(
            OutputLine.Kind.NOTE,
            "%s after %s%s%s".formatted(
                ended.status().map(Enum::name).orElse(""),
                Units.clock(ended.duration()),
                ended.error().map(e -> ": " + e).orElse(""),
                ended.isFinal() ? "" : "; another attempt follows")));
  }

  private void flush() {
    for (var tail : List.of(out, err)) {
      if (tail.hasPartial()) {
        add(tail.partial());
      }
    }
    out = new OutputStreamTail(OutputLine.Kind.STDOUT);
    err = new OutputStreamTail(OutputLine.Kind.STDERR);
  }

  private void add(OutputLine line) {
    lines.addLast(line);
    if (lines.size() > MOST_LINES) {
      lines.removeFirst();
      dropped++;
    }
  }

  /// What there is now.
  Followed now() {
    var all = new ArrayList<>(lines);
    for (var tail : List.of(out, err)) {
      if (tail.hasPartial()) {
        all.add(tail.partial());
      }
    }
    return new Followed(run.id(), latest.sequence(), name, all, dropped);
  }
}
