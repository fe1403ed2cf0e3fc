package io.parallelr;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of a test that are not regular: those of the machine must not be at risk.
public final class SpecialFiles {
  /// Of the device that swallows everything.
  public static final int NULL = 3;
  /// Of the device on which there is no space.
  public static final int FULL = 7;

  private SpecialFiles() {}

  /// Makes a node of a device of memory. The test is skipped where that is not allowed.
  public static Path device(Path path, int minor) throws IOException, InterruptedException {
    var made = run("mknod", path.toString(), "c", "1", Integer.toString(minor));
    assumeThat(made).as("may make devices").isZero();
    assumeThat(path).as("may open devices").satisfies(p -> Files.newInputStream(p).close());
    return path;
  }

  /// Makes a FIFO.
  public static Path fifo(Path path) throws IOException, InterruptedException {
    if (run("mkfifo", path.toString()) != 0) {
      throw new IOException("no FIFO " + path);
    }
    return path;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
