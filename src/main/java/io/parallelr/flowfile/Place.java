package io.parallelr.flowfile;

/// A place in a file.
///
/// @param line counted from 1
/// @param column counted from 1
public record Place(int line, int column) {
  /// The place some characters later on the line.
  Place plus(int characters) {
    return new Place(line, column + characters);
  }
}
