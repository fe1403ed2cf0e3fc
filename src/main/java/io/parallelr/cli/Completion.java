package io.parallelr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;

/// Writes the completion for bash and zsh. The build runs it.
public final class Completion {
  private Completion() {}

  /// Writes it into the file that is named.
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), AutoComplete.bash("parallelr", Options.parser()));
  }
}
