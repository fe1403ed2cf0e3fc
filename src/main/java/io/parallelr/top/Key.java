package io.parallelr.top;

/// A key that was pressed.
sealed interface Key {
  /// One that types a character.
  record Typed(int character) implements Key {}

  /// One with a name.
  enum Named implements Key {
    UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END, ENTER, TAB, BACK_TAB, ESCAPE, BACKSPACE,
    /// Ctrl-C.
    INTERRUPT,
    /// Ctrl-Z.
    SUSPEND,
    /// Ctrl-L.
    REDRAW
  }

  static Key typed(char character) {
    return new Typed(character);
  }
}
