package io.parallelr.local;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much a task may print into each of its two outputs.
///
/// @param bytes of an output; 0 for any number
/// @param ends whether a task that prints more is ended; else its output is cut off
public record OutputLimit(long bytes, boolean ends) {
  private static final Logger log = LoggerFactory.getLogger(OutputLimit.class);
  /// Any number.
  public static final OutputLimit NONE = new OutputLimit(0, false);

  boolean isSet() {
    return bytes > 0;
  }

  boolean isPassed(Path file) {
    return isSet() && NativeText.file(file).length() > bytes;
  }

  /// Cuts off what is too much. The task appends, so it may continue to print.
  void cut(Path file) {
    try (var output = new RandomAccessFile(NativeText.file(file), "rw")) { // no channel: interrupts
      if (output.length() > bytes) {
        output.setLength(bytes);
      }
    } catch (IOException e) {
      log.debug("{} cannot be cut off: {}", file, Reason.withPath(e));
    }
  }

  /// Cuts off what is too much of a task that has ended, and says so at its end.
  void end(Path file) {
    cut(file);
    var note = "%n[parallelr: output cut off after %d bytes]%n".formatted(bytes);
    try (var output = new RandomAccessFile(NativeText.file(file), "rw")) {
      output.seek(output.length());
      output.write(note.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      log.debug("{} cannot be written: {}", file, Reason.withPath(e));
    }
  }
}
