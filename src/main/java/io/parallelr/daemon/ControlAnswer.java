package io.parallelr.daemon;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;

/// What a supervisor answers.
///
/// @param isDone whether it has done what it was asked for
/// @param text for the user: what it did, or why it did not
public record ControlAnswer(boolean isDone, String text) {
  /// It was done.
  public static ControlAnswer done(String text) {
    return new ControlAnswer(true, text);
  }

  /// It was not, and nothing was changed.
  public static ControlAnswer refused(String text) {
    return new ControlAnswer(false, text);
  }

  String toJson() {
    return JsonText.object(json -> {
      json.writeBooleanProperty("done", isDone);
      json.writeStringProperty("text", text);
    }) + '\n';
  }

  static ControlAnswer parse(String text) throws IOException {
    var json = JsonObject.parse(text);
    return new ControlAnswer(json.flag("done"), json.text("text").orElse(""));
  }
}
