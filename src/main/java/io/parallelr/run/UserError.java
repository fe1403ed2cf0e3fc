package io.parallelr.run;

import io.parallelr.task.Printable;
import java.util.List;
import java.util.stream.Collectors;

/// Something that the user can put right. Its message is all that is shown of it: a line or
/// several, each saying what is wrong, where, and what to do.
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int exitStatus;

  public UserError(int exitStatus, String message) {
    this(exitStatus, List.of(message));
  }

  public UserError(int exitStatus, List<String> lines) {
    super(onLines(lines));
    this.exitStatus = exitStatus;
  }

  public UserError(int exitStatus, String message, Throwable cause) {
    super(onLines(List.of(message)), cause);
    this.exitStatus = exitStatus;
  }

  /// A path may hold any control character, and none may break a line.
  private static String onLines(List<String> lines) {
    return lines.stream().map(Printable::of).collect(Collectors.joining("\n"));
  }

  public int exitStatus() {
    return exitStatus;
  }
}
