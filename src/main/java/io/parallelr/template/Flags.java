package io.parallelr.template;

/// What stands between `%` and the letter of a verb. Changed only while the format is read.
final class Flags {
  boolean plus;
  boolean minus;
  boolean sharp;
  boolean space;
  boolean zero;
  /// `%#v`: values as Go's source code writes them.
  boolean source;
  /// The least width in characters; negative if not given.
  int width = -1;
  /// The precision; negative if not given.
  int precision = -1;
}
