package io.parallelr.flowrun;

import io.parallelr.flow.Printed;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The output of a task in a file. The file is read again for each question, so that the memory of
/// a flow does not grow with the outputs of its tasks.
///
/// @param bytes its size
record OutputFile(Path path, long bytes) implements Printed {
  /// Of larger outputs only the beginning can be put into a command.
  private static final long LARGE = 1 << 20;
  private static final int BEGINNING = 102_400;
  private static final int CHUNK = 1 << 16;

  @Override
  public String text() {
    return isLarge()
        ? read(BEGINNING)
        : new Printed.OfText(read(Math.toIntExact(bytes))).text();
  }

  /// The first characters.
  private String read(int most) {
    return with(in -> {
      var chars = new char[most];
      int length = 0;
      for (int n = in.read(chars); n > 0; n = in.read(chars, length, most - length)) {
        length += n;
      }
      return new String(chars, 0, length);
    });
  }

  @Override
  public boolean contains(String text) {
    return with(in -> {
      var chars = new char[CHUNK];
      var kept = "";
      for (int n = in.read(chars); n >= 0; n = in.read(chars)) {
        var seen = kept + new String(chars, 0, n);
        if (seen.contains(text)) {
          return true;
        }
        kept = seen.substring(Math.max(0, seen.length() - Math.max(0, text.length() - 1)));
      }
      return false;
    });
  }

  @Override
  public boolean isBlank() {
    return with(in -> {
      var chars = new char[CHUNK];
      for (int n = in.read(chars); n >= 0; n = in.read(chars)) {
        if (!new String(chars, 0, n).isBlank()) {
          return false;
        }
      }
      return true;
    });
  }

  @Override
  public long lines() {
    return with(in -> {
      var chars = new char[CHUNK];
      long breaks = 0;
      long beforeLast = -1; // line breaks before the last other character
      for (int n = in.read(chars); n >= 0; n = in.read(chars)) {
        for (int i = 0; i < n; i++) {
          if (chars[i] == '\n') {
            breaks++;
          } else if (chars[i] != '\r') {
            beforeLast = breaks;
          }
        }
      }
      return beforeLast + 1;
    });
  }

  @Override
  public String file() {
    return isLarge() ? NativeText.of(path) : "";
  }

  private boolean isLarge() {
    return bytes > LARGE;
  }

  private interface Question<T> {
    T ask(Reader in) throws IOException;
  }

  private <T> T with(Question<T> question) {
    try (var in = NativeText.reader(Files.newInputStream(path))) {
      return question.ask(in);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read: " + Reason.of(e), e);
    }
  }
}
