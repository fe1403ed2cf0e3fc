package io.parallelr.yaml;

/// A place in a file.
///
/// @param line counted from 1; 0 for the file as a whole
/// @param column counted from 1; 0 for the file as a whole
public record Place(int line, int column) {
  /// The file as a whole.
  public static final Place NONE = new Place(0, 0);

  /// Behind the name of the file, such as `:3:5`.
  public String suffix() {
    return line == 0 ? "" : ":%d:%d".formatted(line, column);
  }
}
