package io.parallelr.flowrun;

import io.parallelr.flow.Executed;
import io.parallelr.flow.FlowEnd;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import io.parallelr.task.Secrets;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// The summary of a project: a file to which each run adds a line.
///
/// @param secrets what is masked
record ProjectSummary(Path path, Secrets secrets) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final String HEAD = "#Timestamp\tTask_File\tTask_ID\tHostname\tCommand\tExit_Code"
      + "\tStatus\tLog_File\n";
  private static final long LOOK_AGAIN_MILLIS = 2;

  /// Adds the line of a run; any number of processes may do so at once.
  ///
  /// @param file of the flow
  /// @param last the run of the task that decided the result
  void add(Path file, Path log, FlowEnd end, Optional<Executed> last, Instant now)
      throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    var row = String.join(
        "\t",
        TIME.format(LocalDateTime.ofInstant(now, ZoneId.systemDefault())),
        flat(NativeText.nameOf(file)),
        Integer.toString(end.lastTask()),
        flat(last.map(Executed::hostname).orElse("")),
        flat(secrets.masked(last.map(Executed::command).orElse(""))),
        Integer.toString(end.exitStatus()),
        end.exitStatus() == 0 ? "SUCCESS" : "FAILURE",
        flat(NativeText.of(log)));
    if (Files.exists(path) && !Files.isRegularFile(path)) { // cannot be locked or synced
      try (var out = new FileOutputStream(NativeText.file(path), true)) {
        out.write(NativeText.bytes(row + '\n'));
      }
      return;
    }
    try (var out = FileChannel.open(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.APPEND);
        var _ = lock(out)) {
      var text = (out.size() == 0 ? HEAD : "") + row + '\n';
      out.write(ByteBuffer.wrap(NativeText.bytes(text)));
      out.force(false);
    }
  }

  /// Waits for other processes, and for other flows in this one.
  private static FileLock lock(FileChannel file) throws IOException {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return file.lock();
        } catch (OverlappingFileLockException e) {
          try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
          } catch (InterruptedException hurry) {
            wasInterrupted = true; // the line is written first
          }
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String flat(String text) {
    return Printable.of(text.replaceAll("\\s", " "));
  }
}
