package io.parallelr.flow;

/// Where something stands in a file.
///
/// @param line counted from 1
/// @param column counted from 1
record Place(int line, int column) {
  /// So many characters further on the line.
  Place plus(int characters) {
    return new Place(line, column + characters);
  }
}
