package io.parallelr.http;

import java.util.stream.Collectors;

/// An event for a browser's `EventSource`.
///
/// @param id what the browser names when it connects again; empty for none
/// @param name its type; empty for `message`
/// @param data any text
public record Event(String id, String name, String data) {
  public Event {
    requireOneLine(id);
    requireOneLine(name);
  }

  private static void requireOneLine(String text) {
    if (text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == '\0')) {
      throw new IllegalArgumentException("the id and the name of an event are on one line each");
    }
  }

  /// As it is sent.
  String text() {
    var lines = data.lines().map(line -> "data: " + line + '\n').collect(Collectors.joining());
    boolean endsWithBreak = data.isEmpty() || data.endsWith("\n") || data.endsWith("\r");
    return (id.isEmpty() ? "" : "id: " + id + '\n')
        + (name.isEmpty() ? "" : "event: " + name + '\n')
        + lines
        + (endsWithBreak ? "data: \n" : "") // lines() leaves out the last, empty one
        + '\n';
  }

  /// About how much memory it takes.
  int size() {
    return id.length() + name.length() + data.length() + 64;
  }
}
