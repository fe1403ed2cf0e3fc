package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Optional;

/// Reads server-sent events. For one thread.
public final class EventReader {
  private final BufferedReader lines;

  /// @param body of the response, which the caller closes
  public EventReader(InputStream body) {
    lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  /// The next event; empty at the end of the stream, of which an event that is cut off is not one.
  public Optional<Event> next() throws IOException {
    var id = "";
    var name = "";
    var data = new ArrayList<String>();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty() || !name.isEmpty() || !id.isEmpty()) {
          return Optional.of(new Event(id, name, String.join("\n", data)));
        }
        continue;
      }
      int colon = line.indexOf(':');
      var field = colon < 0 ? line : line.substring(0, colon);
      var value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
      switch (field) {
        case "id" -> id = value;
        case "event" -> name = value;
        case "data" -> data.add(value);
        default -> {
          // a comment, which keeps the connection open, or a field that is not known
        }
      }
    }
    return Optional.empty();
  }
}
