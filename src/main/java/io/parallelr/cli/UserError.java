package io.parallelr.cli;

import java.util.List;

/// Something that the user can put right. Its message is all that is shown of it: a line or
/// several, each saying what is wrong, where, and what to do.
final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int exitStatus;

  UserError(int exitStatus, String message) {
    this(exitStatus, List.of(message));
  }

  UserError(int exitStatus, List<String> lines) {
    super(onLines(lines));
    this.exitStatus = exitStatus;
  }

  UserError(int exitStatus, String message, Throwable cause) {
    super(onLines(List.of(message)), cause);
    this.exitStatus = exitStatus;
  }

  /// Control characters are shown: a path may hold any, and none may break a line.
  private static String onLines(List<String> lines) {
    var text = new StringBuilder();
    for (var line : lines) {
      text.append(text.isEmpty() ? "" : "\n");
      line.codePoints()
          .forEach(
              c -> text.append(
                  Character.isISOControl(c)
                      ? "\\u%04x".formatted(c)
                      : Character.toString(c)));
    }
    return text.toString();
  }

  int exitStatus() {
    return exitStatus;
  }
}
