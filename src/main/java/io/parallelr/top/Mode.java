package io.parallelr.top;

import java.util.Optional;

/// What the screen shows, and so what keys mean.
sealed interface Mode {
  /// The tasks of a run.
  record Tasks() implements Mode {}

  /// What the keys are.
  ///
  /// @param top the number of the first line on the screen, from 0
  record Help(int top) implements Mode {
    Help scrolled(int lines) {
      return new Help(Math.max(0, top + lines));
    }
  }

  /// A question that is answered with yes or no.
  record Confirm(String question, Command command) implements Mode {}

  /// The tasks, while the filter is typed.
  ///
  /// @param before the filter that is left in force if typing is given up
  record Typing(String before) implements Mode {}

  /// What a task prints.
  ///
  /// @param top the number of the first line on the screen, from 0; empty to see the end
  record Output(Watch.Target target, Optional<Long> top) implements Mode {}
}
