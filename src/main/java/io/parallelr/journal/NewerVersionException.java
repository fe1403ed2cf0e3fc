package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Path;

/// A file was written by a later version than this one, which may record more than this
/// one understands.
public final class NewerVersionException extends IOException {
  private static final long serialVersionUID = 1;

  private NewerVersionException(String message) {
    super(message);
  }

  /// Refuses an object of a later version.
  ///
  /// @param known the latest version that can be read
  static void require(JsonObject object, int known, Path file) throws NewerVersionException {
    try {
      object.requireSchema(known);
    } catch (IOException e) {
      throw new NewerVersionException("%s %s".formatted(file, Reason.of(e)));
    }
  }
}
