package io.parallelr.template;

/// A template that cannot be parsed or rendered. The message says where and why, in one sentence:
/// `line 3, column 7: function "foo" is not defined`.
public final class TemplateException extends Exception {
  private static final long serialVersionUID = 1;
  private final int line;
  private final int column;
  private final String problem;

  TemplateException(int line, int column, String problem) {
    super("line " + line + ", column " + column + ": " + problem);
    this.line = line;
    this.column = column;
    this.problem = problem;
  }

  /// The line in the text of the template, from 1.
  public int line() {
    return line;
  }

  /// The column in that line, in characters (code points), from 1.
  public int column() {
    return column;
  }

  /// What is wrong, without the place.
  public String problem() {
    return problem;
  }
}
