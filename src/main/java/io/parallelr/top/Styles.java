package io.parallelr.top;

import org.jline.utils.AttributedStyle;

/// How texts look.
///
/// @param hasColours whether colours may be used; else there are bold and inverse texts alone
record Styles(boolean hasColours) {
  static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  static final AttributedStyle STRONG = AttributedStyle.DEFAULT.bold();
  static final AttributedStyle SELECTED = AttributedStyle.INVERSE;

  AttributedStyle bad() {
    return colour(AttributedStyle.RED);
  }

  AttributedStyle good() {
    return colour(AttributedStyle.GREEN);
  }

  AttributedStyle notice() {
    return colour(AttributedStyle.YELLOW);
  }

  AttributedStyle heading() {
    return hasColours ? AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN) : STRONG;
  }

  private AttributedStyle colour(int number) {
    return hasColours ? AttributedStyle.DEFAULT.foreground(number) : PLAIN;
  }
}
