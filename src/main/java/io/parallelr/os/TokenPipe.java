package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A FIFO with bytes in it that stand for permissions, which processes take and put back. It is
/// open here for both directions, so that nobody who opens it waits for another. For any threads,
/// until it is closed.
public final class TokenPipe implements AutoCloseable {
  /// How many it has room for, whatever the system's limits are: pipe(7).
  public static final int ROOM = 4096;

  private static final byte TOKEN = '+'; // what GNU make writes
  private static final short POLLIN = 1;
  private static final int OF_OWNER = 0600;

  private final Path path;
  private final int descriptor;

  private TokenPipe(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  public static boolean isSupported() {
    return Spawner.isSupported();
  }

  /// Makes an empty one, for its owner alone, in place of what is there.
  ///
  /// @throws IOException if it cannot be made
  public static TokenPipe create(Path path) throws IOException {
    Files.deleteIfExists(path);
    try (var arena = Arena.ofConfined()) {
      var name = NativeFile.name(arena, path);
      require(PosixFiles.makeFifo(name, OF_OWNER), path);
      return new TokenPipe(path, require(PosixFiles.openBoth(name), path));
    }
  }

  private static int require(Posix.Result result, Path path) throws IOException {
    if (result.failed()) {
      throw new IOException("%s: %s".formatted(path, Posix.describe(result.errno())));
    }
    return result.intValue();
  }

  public Path path() {
    return path;
  }

  /// Takes as many as there are; does not wait.
  ///
  /// @param most more are left
  public int take(int most) {
    if (most <= 0) {
      return 0;
    }
    try (var arena = Arena.ofConfined()) {
      var read = PosixFiles.read(descriptor, arena.allocate(most));
      return read.failed() ? 0 : read.intValue();
    }
  }

  /// Puts some in.
  ///
  /// @param count at most what there is room for
  public void put(int count) {
    if (count > 0) {
      try (var arena = Arena.ofConfined()) {
        var bytes = arena.allocate(count).fill(TOKEN);
        var written = PosixFiles.write(descriptor, bytes);
        if (written.intValue() != count) {
          throw new IllegalStateException("%s has no room for %d tokens".formatted(path, count));
        }
      }
    }
  }

  /// Waits until there may be one. Blocks; an interrupt does not end it.
  ///
  /// @param time for how long at most
  public void awaitToken(Duration time) {
    try (var arena = Arena.ofConfined()) {
      var descriptors = arena.allocate(8, 4); // struct pollfd
      descriptors.set(JAVA_INT, 0, descriptor);
      descriptors.set(JAVA_SHORT, 4, POLLIN);
      var _ = PosixFiles.poll(descriptors, 1, Math.toIntExact(time.toMillis()));
    }
  }

  /// Closes and deletes it.
  @Override
  public void close() throws IOException {
    Posix.close(descriptor);
    Files.deleteIfExists(path);
  }
}
