package io.parallelr.task;

/// A signal that ended a process.
///
/// @param number as in signal(7), from 1
/// @param name with its prefix, such as `SIGKILL`
public record Signal(int number, String name) {

  /// What a shell gives as the exit status of a command that a signal ended.
  public int shellStatus() {
    return 128 + number;
  }
}
