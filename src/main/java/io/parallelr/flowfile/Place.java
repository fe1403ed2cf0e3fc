package io.parallelr.flowfile;

/// Where something stands in a file.
///
/// @param line counted from 1
/// @param column counted from 1
public record Place(int line, int column) {
  /// So many characters further on the line.
  Place plus(int characters) {
    return new Place(line, column + characters);
  }
}
