package io.parallelr.flow;

/// What a task has printed to one stream, of any length.
public interface Printed {
  /// Nothing.
  Printed NOTHING = new OfText("");

  /// The text without trailing line breaks, or its beginning if it is too long for a command line.
  String text();

  /// Whether it contains a text.
  boolean contains(String text);

  /// Whether it is blank.
  boolean isBlank();

  /// The number of lines, without trailing empty ones.
  long lines();

  /// The path of the file that contains it, if it is too large for memory; else empty.
  String file();

  /// A short output.
  record OfText(String whole) implements Printed {
    @Override
    public String text() {
      int end = whole.length();
      while (end > 0 && (whole.charAt(end - 1) == '\n' || whole.charAt(end - 1) == '\r')) {
        end--;
      }
      return whole.substring(0, end);
    }

    @Override
    public boolean contains(String text) {
      return whole.contains(text);
    }

    @Override
    public boolean isBlank() {
      return whole.isBlank();
    }

    @Override
    public long lines() {
      return text().isEmpty() ? 0 : text().lines().count();
    }

    @Override
    public String file() {
      return "";
    }
  }
}
