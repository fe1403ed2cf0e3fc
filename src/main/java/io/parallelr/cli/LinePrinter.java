package io.parallelr.cli;

import io.parallelr.engine.RunListener;
import io.parallelr.local.OutputFiles;
import io.parallelr.os.NativeText;
import io.parallelr.task.Output;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Prints what tasks print while they run, line by line: reads their files ten times a second. A
/// line is printed when it is complete, or when the task has ended.
///
/// Told by any threads, prints by its own, so that a reader who is slow holds up no task.
final class LinePrinter implements RunListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LinePrinter.class);
  private static final long INTERVAL_MILLIS = 100;
  private static final int LONGEST_LINE = 1 << 20;

  private final Path outputs;
  private final Terminal terminal;
  private final Function<Task, byte[]> tag;
  private final LostOutput lost;
  private final Map<Integer, List<Tail>> running = new ConcurrentHashMap<>(); // by slot
  private final Queue<Tail> ended = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean isOver;

  /// @param outputs the directory of what tasks print
  /// @param tag what each line of a task begins with
  LinePrinter(Path outputs, Terminal terminal, Function<Task, byte[]> tag, LostOutput lost) {
    this.outputs = outputs;
    this.terminal = terminal;
    this.tag = tag;
    this.lost = lost;
    this.thread = Thread.ofPlatform().name("lines").daemon().start(this::loop);
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    running.put(
        slot,
        List.of(
            tail(slot, true, terminal.stdout(), task),
            tail(slot, false, terminal.stderr(), task)));
  }

  private Tail tail(int slot, boolean isStdout, OutputStream to, Task task) {
    return new Tail(
        OutputFiles.ofSlot(outputs, slot, isStdout), new LineTags(to, tag.apply(task)));
  }

  @Override
  public void finished(TaskResult result) {
    var tails = running.remove(result.slot());
    if (tails != null) { // one that was skipped was not started
      tails.getFirst().end(result.stdout());
      tails.getLast().end(result.stderr());
      ended.addAll(tails);
    }
  }

  /// Prints what is left.
  @Override
  public void close() {
    isOver = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry: nobody may be reading
    }
  }

  private void loop() {
    try {
      while (!isOver) {
        try {
          Thread.sleep(INTERVAL_MILLIS);
        } catch (InterruptedException e) {
          log.debug("the run is over");
        }
        for (var tails : running.values()) {
          for (var tail : tails) {
            tail.print();
          }
        }
        printEnded();
      }
      printEnded();
    } catch (IOException e) {
      lost.because(e);
      log.warn("output is no longer printed, but still recorded: {}", Reason.withPath(e));
    }
  }

  private void printEnded() throws IOException {
    for (var tail = ended.poll(); tail != null; tail = ended.poll()) {
      tail.print();
    }
  }

  /// What one task has printed to one stream, as far as it is not printed here yet.
  private static final class Tail {
    private final LineTags to;
    private Path file; // guarded by this, as is the other
    private boolean isComplete;
    private long printed;

    Tail(Path file, LineTags to) {
      this.file = file;
      this.to = to;
    }

    /// The task has ended: its output has its final name, and the slot may have the next task.
    synchronized void end(Output output) {
      isComplete = true;
      file = output.file();
    }

    synchronized void print() throws IOException {
      if (!Files.isRegularFile(file)) {
        return; // nothing was printed yet
      }
      try (var in = new RandomAccessFile(NativeText.file(file), "r")) {
        for (int length = 1; length > 0;) {
          in.seek(Math.min(printed, in.length()));
          var text = new byte[(int) Math.min(LONGEST_LINE, in.length() - in.getFilePointer())];
          in.readFully(text);
          length = complete(text);
          to.write(text, 0, length);
          printed += length;
        }
      }
      if (isComplete) {
        to.endLine();
      }
    }

    /// How much of it ends with a line.
    private int complete(byte[] text) {
      if (isComplete || text.length == LONGEST_LINE) {
        return text.length;
      }
      int length = text.length;
      while (length > 0 && text[length - 1] != '\n') {
        length--;
      }
      return length;
    }
  }
}
