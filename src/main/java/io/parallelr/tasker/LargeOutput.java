package io.parallelr.tasker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.flow.Printed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a task printed, too much to be held in memory: it is read through for each question.
record LargeOutput(Path path) implements Printed {
  private static final int SHOWN = 102_400;
  private static final int CHUNK = 1 << 16;

  @Override
  public String text() {
    return with(in -> {
      var chars = new char[SHOWN];
      int length = 0;
      for (int n = in.read(chars); n > 0; n = in.read(chars, length, SHOWN - length)) {
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
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (!Character.isWhitespace(c)) {
          return false;
        }
      }
      return true;
    });
  }

  @Override
  public long lines() {
    return with(in -> {
      long lines = 0;
      long breaks = 0;
      boolean begun = false;
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '\n') {
          breaks++;
        } else {
          lines += breaks; // trailing ones do not count
          breaks = 0;
          begun = true;
        }
      }
      return begun ? lines + 1 : 0;
    });
  }

  @Override
  public String file() {
    return path.toString();
  }

  private interface Question<T> {
    T ask(Reader in) throws IOException;
  }

  private <T> T with(Question<T> question) {
    try (var in = new BufferedReader(new InputStreamReader(Files.newInputStream(path), UTF_8))) {
      return question.ask(in);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read: " + e.getMessage(), e);
    }
  }
}
