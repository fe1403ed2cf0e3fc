package io.parallelr.prunner;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files of environment variables: a line `NAME=value` for each.
///
/// `export` may stand in front, and a colon in the place of the equals sign. Text after ` #` is a
/// comment. In double quotes `\n` and `\r` stand for line breaks and any other backslash is dropped;
/// in single quotes all is literal; both may span lines. Outside of single quotes `$NAME` and
/// `${NAME}`, with a name of capital letters, digits and underscores, stand for the value of a
/// variable above in the same file, or for nothing.
public final class Dotenv {
  /// The files that are read if nothing else is said.
  public static final List<String> DEFAULT_FILES = List.of(".env", ".env.local");
  private static final long LARGEST = 1 << 20;

  private Dotenv() {}

  /// Reads files, of which later ones count more. Those that are missing are left out.
  ///
  /// @return the variables in the order of the files
  /// @throws InvalidDotenvException if one of them is malformed, or cannot be read
  public static Map<String, String> load(List<Path> files) throws InvalidDotenvException {
    var all = new LinkedHashMap<String, String>();
    for (var file : files) {
      var name = NativeText.of(file);
      try {
        if (Files.size(file) > LARGEST) {
          throw new InvalidDotenvException(
              Problem.error(name, Place.NONE, "the file is larger than 1 MiB"));
        }
        all.putAll(parse(name, Files.readString(file)));
      } catch (NoSuchFileException e) {
        // most projects have only some of the files
      } catch (IOException e) {
        throw new InvalidDotenvException(
            Problem.error(name, Place.NONE, "the file cannot be read: " + Reason.of(e)));
      }
    }
    return Maps.copy(all);
  }

  /// Reads the text of one file.
  ///
  /// @param file for messages
  /// @return the variables in their order
  /// @throws InvalidDotenvException if it is malformed
  public static Map<String, String> parse(String file, String text) throws InvalidDotenvException {
    return Maps.copy(new DotenvParser(file, text).parse());
  }
}
