package io.parallelr.report;

import io.parallelr.task.Printable;
import java.util.ArrayDeque;
import java.util.Deque;

/// Builds an HTML document that is well-formed XML, too. Whatever text is given is shown as text:
/// it is escaped, and what would not be seen of it is written out. For one thread.
final class Html {
  private final StringBuilder out = new StringBuilder(1 << 16);
  private final Deque<String> open = new ArrayDeque<>();

  Html doctype() {
    out.append("<!DOCTYPE html>\n");
    return this;
  }

  /// Begins an element.
  ///
  /// @param attributes names and values in turn
  Html open(String tag, String... attributes) {
    begin(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /// Ends the element that was begun last.
  Html close() {
    out.append("</").append(open.pop()).append('>');
    if (open.size() < 4) {
      out.append('\n');
    }
    return this;
  }

  /// An element without content.
  Html empty(String tag, String... attributes) {
    begin(tag, attributes);
    out.append("/>");
    return this;
  }

  /// An element with a text in it.
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Html text(String text) {
    escape(Printable.of(text));
    return this;
  }

  /// A text of the product's own that is not escaped: a style sheet or a script.
  ///
  /// @throws IllegalArgumentException if it has characters that end it or that XML would read
  Html raw(String text) {
    if (text.indexOf('<') >= 0 || text.indexOf('&') >= 0) {
      throw new IllegalArgumentException("has < or &: " + text);
    }
    out.append(text);
    return this;
  }

  private void begin(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(Printable.of(attributes[i + 1]));
      out.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\ufffe', '\uffff' -> out.append('\ufffd'); // XML has no such characters
        default -> out.append(c);
      }
    }
  }

  /// The document.
  ///
  /// @throws IllegalStateException if an element has no end
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException(open + " have no end");
    }
    return out.toString();
  }
}
