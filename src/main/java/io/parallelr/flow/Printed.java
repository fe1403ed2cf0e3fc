package io.parallelr.flow;

/// What a task printed to one stream, however much it is.
public interface Printed {
  /// Nothing.
  Printed NOTHING = new OfText("");

  /// Its text without trailing line breaks, or the beginning of one that is too large to be put
  /// into a command.
  String text();

  /// Whether a text occurs in it.
  boolean contains(String text);

  /// Whether it is blank.
  boolean isBlank();

  /// How many lines it has, trailing empty ones aside.
  long lines();

  /// The path of the file that holds it, if it was too large for memory; else empty.
  String file();

  /// A short one.
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
