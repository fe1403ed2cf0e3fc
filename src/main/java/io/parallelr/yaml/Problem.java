package io.parallelr.yaml;

import io.parallelr.task.Printable;

/// A mistake in a file, or something that may be one.
///
/// @param file as it is shown to people
/// @param message a sentence without its full stop: what is wrong, and what to do
public record Problem(Severity severity, String file, Place place, String message) {

  /// How bad it is.
  public enum Severity {
    /// The file cannot be used.
    ERROR,
    /// The file can be used, but may not say what was meant.
    WARNING
  }

  /// An error at a place.
  public static Problem error(String file, Place place, String message) {
    return new Problem(Severity.ERROR, file, place, message);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /// On one line, as `pipelines.yml:3:5: ` and the message.
  @Override
  public String toString() {
    return Printable.of("%s%s: %s".formatted(file, place.suffix(), message));
  }
}
