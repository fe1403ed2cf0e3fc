package io.parallelr.header;

import java.util.List;

/// Headers that cannot be followed.
public final class HeaderException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient List<String> lines;

  HeaderException(List<String> lines) {
    super(String.join("; ", lines));
    this.lines = List.copyOf(lines);
  }

  /// What is wrong: in each line one thing, with its place.
  public List<String> lines() {
    return lines;
  }
}
