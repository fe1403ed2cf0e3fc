package io.parallelr.serve;

import io.parallelr.job.StepId;
import io.parallelr.job.Work;
import io.parallelr.json.JsonValues;
import io.parallelr.os.NativeText;
import io.parallelr.store.JobStore;
import io.parallelr.task.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What steps have printed, for other steps of the same job. For any threads.
public final class StepOutputs {
  /// How much of an output can be used at all, in bytes.
  public static final int LARGEST = 16 << 20;
  /// The system allows 128 KiB for a variable and its name; execve(2), MAX_ARG_STRLEN.
  private static final int LARGEST_VARIABLE = 127 << 10;

  private final JobStore store;
  private final JobFiles files;

  StepOutputs(JobStore store, JobFiles files) {
    this.store = store;
    this.files = files;
  }

  /// An output is not what is wanted of it. The message says why, as a sentence without its
  /// full stop.
  public static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableException(String message) {
      super(message);
    }
  }

  /// Variables of the environment with what steps have printed.
  ///
  /// @param step that is to get them
  Map<String, String> of(StepId step, Map<String, Work.OutputOf> wanted) throws IOException {
    var variables = new HashMap<String, String>();
    for (var variable : wanted.entrySet()) {
      variables.put(variable.getKey(), variable(step, variable.getValue()));
    }
    return variables;
  }

  private String variable(StepId step, Work.OutputOf output) throws IOException {
    var other = new StepId(step.job(), output.step());
    var text = output.path().isEmpty()
        ? text(other)
        : text(json(other, output.path(), JsonValues::firstAsWritten));
    if (text.indexOf('\0') >= 0) {
      throw new UnusableException(
          "the output of step %s has a NUL byte, which no variable can have"
              .formatted(output.step()));
    }
    int size = NativeText.bytes(text).length;
    if (size > LARGEST_VARIABLE) {
      throw new UnusableException(
          "the output of step %s has %,d bytes, and a variable can have %,d; let it write a file"
              .formatted(output.step(), size, LARGEST_VARIABLE));
    }
    return text;
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : JsonValues.text(value);
  }

  /// What the last attempt at a step has printed on its standard output, without the line breaks at
  /// its end; empty if nothing.
  ///
  /// @throws UnusableException if it is too large
  public String text(StepId step) throws IOException {
    var bytes = bytes(step);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == '\n') {
      end--;
    }
    return NativeText.of(Arrays.copyOf(bytes, end));
  }

  private byte[] bytes(StepId step) throws IOException {
    var file = file(step);
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new UnusableException(
            "the output of step %s has more than %,d bytes".formatted(step.step(), LARGEST));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      return new byte[0]; // nothing was printed
    } catch (UnusableException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "the output of step %s cannot be read: %s".formatted(step.step(), Reason.withPath(e)), e);
    }
  }

  /// Where the last attempt at a step prints. One that prints nothing makes no file, so files do
  /// not tell which it is.
  Path file(StepId step) throws IOException {
    int attempt = store.find(step.job())
        .flatMap(job -> job.step(step.step()))
        .map(StepLogs::lastBegun)
        .orElse(1);
    return files.log(step, Math.max(1, attempt), StepLogs.Stream.OUT);
  }

  /// A part of what the last attempt at a step has printed, taken as JSON.
  ///
  /// @param path names and numbers with dots between them; empty for the whole
  /// @throws UnusableException if it is not JSON, or has no such part
  public @Nullable Object json(StepId step, String path) throws IOException {
    return json(step, path, JsonValues::first);
  }

  /// Reads a text that is JSON.
  private interface Json {
    @Nullable
    Object read(byte[] text) throws IOException;
  }

  private @Nullable Object json(StepId step, String path, Json json) throws IOException {
    Object value;
    try {
      value = json.read(bytes(step));
    } catch (UnusableException e) {
      throw e;
    } catch (EOFException e) {
      throw new UnusableException("the output of step %s is empty".formatted(step.step()));
    } catch (IOException e) {
      throw new UnusableException(
          "the output of step %s is not JSON: %s".formatted(step.step(), Reason.of(e)));
    }
    for (var name : path.isEmpty() ? List.<String>of() : List.of(path.split("\\.", -1))) {
      if (value instanceof Map<?, ?> map && map.containsKey(name)) {
        value = map.get(name);
      } else if (value instanceof List<?> list && name.matches("[0-9]{1,9}")
          && Integer.parseInt(name) < list.size()) {
        value = list.get(Integer.parseInt(name));
      } else {
        throw new UnusableException(
            "the output of step %s has no %s (%s)".formatted(step.step(), name, path));
      }
    }
    return value;
  }
}
