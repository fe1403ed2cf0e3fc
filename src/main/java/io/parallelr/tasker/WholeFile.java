package io.parallelr.tasker;

import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.commons.io.output.CloseShieldOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/// Writes documents that are there as a whole or not at all, also after a loss of power.
final class WholeFile {
  private WholeFile() {}

  /// Who may read one.
  enum Readers {
    OWNER, ALL
  }

  /// Writes an object, in place of a file that is there.
  ///
  /// @param target absolute, and no link: the link itself would be replaced; its directory is there
  static void write(Path target, Readers readers, Consumer<JsonGenerator> fields)
      throws IOException {
    AtomicFile.write(
        target,
        readers == Readers.ALL ? AtomicFile.Access.AS_BEFORE : AtomicFile.Access.OWNER,
        out -> write(out, fields));
  }

  /// Writes an object to what is open, and stays so.
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
