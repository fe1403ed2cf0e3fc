package io.parallelr.template;

/// The text of a template, in which offsets become places.
record Source(String text) {
  private static final int SHOWN = 60; // characters

  /// An error at a place of the text.
  ///
  /// @param offset in the text, from 0
  TemplateException error(int offset, String problem) {
    int line = 1;
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    return new TemplateException(line, text.codePointCount(start, offset) + 1, problem);
  }

  /// A piece of text in quotes, shortened if it is long, as messages show it.
  static String shown(String piece) {
    int end = Math.min(piece.length(), SHOWN);
    return Quoted.text(piece.substring(0, end), false) + (end < piece.length() ? "..." : "");
  }
}
