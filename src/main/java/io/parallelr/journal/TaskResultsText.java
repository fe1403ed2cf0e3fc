package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.engine.RunListener;
import io.parallelr.os.NativeText;
import io.parallelr.task.Output;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import io.parallelr.task.TaskResult;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Readable results: a block for each attempt, with all that it printed.
public final class TaskResultsText implements RunListener, AutoCloseable {
  private static final String LINE = "=".repeat(80);

  private final Path file;
  private final Parts parts;
  private OutputStream out;
  private long written;
  private int part;
  private final Timestamps timestamps;
  private final Function<List<String>, String> quote;

  /// @param parts when it continues in another file; only their size counts
  /// @param quote how a command is written as one string
  /// @throws IOException if the file cannot be opened
  public TaskResultsText(
      Path file,
      Session session,
      Parts parts,
      Function<List<String>, String> quote)
      throws IOException {
    this.file = file;
    this.parts = parts;
    this.out = open();
    this.timestamps = new Timestamps(session.zone());
    this.quote = quote;
  }

  @Override
  public void finished(TaskResult result) {
    try {
      if (parts.isFull(written, Duration.ZERO)) {
        beginAnew();
      }
      var head = NativeText.bytes(head(result));
      out.write(head);
      written += head.length + result.stdout().bytes() + result.stderr().bytes();
      section("STDOUT", result.stdout());
      section("STDERR", result.stderr());
      out.write("\n".getBytes(UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + Reason.of(e), e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private OutputStream open() throws IOException {
    RunDirectory.makeFile(file);
    return new BufferedOutputStream(new FileOutputStream(NativeText.file(file), true), 1 << 16);
  }

  private void beginAnew() throws IOException {
    out.close();
    Files.move(file, RunDirectory.part(file, ++part));
    out = open();
    written = 0;
  }

  private String head(TaskResult r) {
    var task = r.task();
    var text = new StringBuilder(LINE).append('\n');
    text.append("Task: ").append(Printable.of(task.name()));
    text.append(task.attempt() > 1 ? " (attempt %d)%n".formatted(task.attempt()) : "\n");
    text.append("Worker: ").append(r.slot()).append('\n');
    text.append("Command: ").append(quote.apply(task.command())).append('\n');
    text.append("Status: ").append(r.status()).append('\n');
    Descriptions.exitCode(r).ifPresent(c -> text.append("Exit Code: ").append(c).append('\n'));
    text.append("Duration: ").append(Descriptions.durationSeconds(r.elapsed())).append("s\n");
    Descriptions.memory(r).ifPresent(mb -> text.append("Memory: ").append(mb).append(" MiB\n"));
    text.append("Start: ").append(timestamps.format(r.started())).append('\n');
    text.append("End: ").append(timestamps.format(r.ended())).append('\n');
    Descriptions.error(r).ifPresent(e -> text.append("ERROR: ").append(e).append('\n'));
    return text.toString();
  }

  private void section(String name, Output output) throws IOException {
    if (output.bytes() == 0) {
      return;
    }
    out.write((name + ":\n").getBytes(UTF_8));
    Files.copy(output.file(), out);
    if (!output.tail().endsWith("\n")) {
      out.write('\n');
    }
  }
}
