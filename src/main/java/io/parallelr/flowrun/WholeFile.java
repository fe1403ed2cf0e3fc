package io.parallelr.flowrun;

import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.commons.io.output.CloseShieldOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/// Writes documents so that they are complete or do not exist, also after a power failure.
final class WholeFile {
  private WholeFile() {}

  /// Writes an object that only the owner of the file can read, in place of a file if there is one.
  ///
  /// @param target absolute, in a directory that exists; not a link, which would be replaced itself
  static void write(Path target, Consumer<JsonGenerator> fields)
      throws IOException {
    AtomicFile.write(
        target,
        AtomicFile.Access.OWNER,
        out -> write(out, fields));
  }

  /// Writes an object to a stream, which stays open.
  static void write(OutputStream out, Consumer<JsonGenerator> fields) throws IOException {
    try {
      JsonText.write(CloseShieldOutputStream.wrap(out), fields);
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
    out.write('\n');
    out.flush();
  }
}
