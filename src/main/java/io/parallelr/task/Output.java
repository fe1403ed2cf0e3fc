package io.parallelr.task;

import java.nio.file.Path;

/// What a command printed to one stream.
///
/// @param tail the end of it; errors come last
/// @param truncated whether something before the tail was left out
/// @param file where all of it is; it exists only if `bytes` is above 0 and all output is kept, or
///   something was left out of the tail
/// @param bytes how much there is
public record Output(String tail, boolean truncated, Path file, long bytes) {
  /// The same with another tail.
  Output withTail(String other) {
    return other.equals(tail) ? this : new Output(other, truncated, file, bytes);
  }

  public static final Output NONE = new Output("", false, Path.of("/dev/null"), 0);
}
