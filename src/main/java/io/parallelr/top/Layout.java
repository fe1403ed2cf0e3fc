package io.parallelr.top;

/// How the lines of the screen are shared out when a run is shown. What matters less gives way
/// where there are few.
///
/// @param title whether there is a line about all runs
/// @param run whether there is a line about the run
/// @param progress whether there is one about how far it is
/// @param notes how many lines there are about limits and what it waits for
/// @param heading whether the table has a heading
/// @param tasks how many rows of tasks there are, empty ones included
/// @param failures how many failed tasks are listed, below a heading of theirs
/// @param bottom how many lines there are for messages
record Layout(
    boolean title,
    boolean run,
    boolean progress,
    int notes,
    boolean heading,
    int tasks,
    int failures,
    int bottom) {
  private static final int MOST_FAILURES = 5;

  /// How many lines of messages a screen of so many lines has room for.
  static int mostMessages(int lines) {
    return Math.max(1, lines / 3);
  }

  /// The layout for so many lines.
  ///
  /// @param notes how many there are
  /// @param failures how many there are
  /// @param messages how many lines the message has
  static Layout of(int lines, int notes, int failures, int messages) {
    int bottom = lines < 2 ? 0 : Math.clamp(messages, 1, mostMessages(lines));
    int rest = lines - bottom;
    boolean hasTitle = rest >= 9;
    boolean hasHeading = rest >= 5;
    int shownNotes = rest >= 7 ? Math.min(notes, rest >= 10 ? 2 : 1) : 0;
    int shownFailures = rest < 14 ? 0 : Math.clamp((rest - 11) / 3, 0, MOST_FAILURES);
    shownFailures = Math.min(shownFailures, failures);
    int taken =
        (hasTitle ? 1 : 0) + (rest >= 3 ? 2 : Math.min(1, rest)) + shownNotes + (hasHeading ? 1 : 0)
            + (shownFailures > 0 ? shownFailures + 1 : 0);
    return new Layout(
        hasTitle,
        rest >= 1,
        rest >= 3,
        shownNotes,
        hasHeading,
        Math.max(0, rest - taken),
        shownFailures,
        bottom);
  }
}
