package io.parallelr.flowfile;

/// A mistake in a flow file, or something that may be one.
///
/// @param line counted from 1
/// @param column counted from 1
/// @param message a sentence without its full stop: what is wrong, and what to do
public record Problem(Severity severity, int line, int column, String message) {

  /// An error at a place.
  public static Problem error(Place place, String message) {
    return of(Severity.ERROR, place, message);
  }

  static Problem of(Severity severity, Place place, String message) {
    return new Problem(severity, place.line(), place.column(), message);
  }

  /// How bad it is.
  public enum Severity {
    /// The flow cannot be run.
    ERROR,
    /// The flow can be run, but may not be what was meant.
    WARNING
  }
}
