package io.parallelr.top;

import io.parallelr.task.Printable;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.WCWidth;

/// A line of the screen in the making. Whatever is put into it, control characters are written out,
/// and it never takes more columns than it has. For one thread.
final class Line {
  private static final String CUT = "…";

  private final AttributedStringBuilder text = new AttributedStringBuilder();
  private final int columns;
  private int used;

  Line(int columns) {
    this.columns = columns;
  }

  /// How many columns are left.
  int left() {
    return columns - used;
  }

  /// Adds a text, cut to the room that is left.
  Line add(String added, AttributedStyle style) {
    var fitting = fit(Printable.of(added), left());
    text.append(fitting, style);
    used += width(fitting);
    return this;
  }

  Line add(String added) {
    return add(added, AttributedStyle.DEFAULT);
  }

  /// Adds a text and blanks up to a width.
  Line cell(String added, int width, AttributedStyle style) {
    int end = Math.min(columns, used + width);
    var fitting = fit(Printable.of(added), end - used);
    text.append(fitting, style);
    used += width(fitting);
    return fill(end, style);
  }

  /// Adds a text with blanks before it, so that it ends at a width.
  Line rightCell(String added, int width, AttributedStyle style) {
    var shown = Printable.of(added);
    return fill(Math.min(columns, used + Math.max(0, width - width(shown))), style)
        .add(shown, style);
  }

  /// Adds a text at the right end, if there is room for it and a blank.
  Line atEnd(String added, AttributedStyle style) {
    int width = width(Printable.of(added));
    return left() > width ? fill(columns - width, style).add(added, style) : this;
  }

  /// Adds blanks to the right end.
  Line fill(AttributedStyle style) {
    return fill(columns, style);
  }

  private Line fill(int end, AttributedStyle style) {
    if (end > used) {
      text.append(" ".repeat(end - used), style);
      used = end;
    }
    return this;
  }

  AttributedString done() {
    return text.toAttributedString();
  }

  /// How many columns a text takes that has no control characters.
  static int width(String text) {
    return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
  }

  /// A text cut to so many columns, with a mark where it is.
  static String fit(String text, int columns) {
    if (columns <= 0) {
      return "";
    }
    int at = 0;
    int end = 0; // behind the last character before which the mark has room
    for (int i = 0; i < text.length();) {
      int c = text.codePointAt(i);
      at += Math.max(0, WCWidth.wcwidth(c));
      if (at > columns) {
        return text.substring(0, end) + CUT;
      }
      i += Character.charCount(c);
      if (at < columns) {
        end = i;
      }
    }
    return text;
  }

  /// How much of a text fits into so many columns.
  ///
  /// @param from where it begins
  /// @return where the rest begins; at least one character further
  static int wrapAt(String text, int from, int columns) {
    int at = 0;
    int i = from;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      at += Math.max(0, WCWidth.wcwidth(c));
      if (at > columns && i > from) {
        return i;
      }
      i += Character.charCount(c);
    }
    return i;
  }
}
