package io.parallelr.run;

import io.parallelr.os.NativeText;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/// Parsers of command lines whose words may hold any bytes, in the form of [NativeText].
public final class CommandLines {
  private CommandLines() {}

  /// The command line of a command's options.
  public static CommandLine of(Object command) {
    return new CommandLine(command).registerConverter(Path.class, CommandLines::path);
  }

  private static Path path(String word) {
    try {
      return NativeText.path(word);
    } catch (java.nio.file.InvalidPathException e) {
      throw new TypeConversionException("'%s' is not a path: %s".formatted(word, e.getReason()));
    }
  }
}
