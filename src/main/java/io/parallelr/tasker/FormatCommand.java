package io.parallelr.tasker;

import io.parallelr.flowfile.FlowFormat;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Rules;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tasker format`: flow files in their usual form.
@Command(name = "tasker format", sortOptions = false, usageHelpAutoWidth = true, description = {
    "Prints flow files in their standard form: one blank line between tasks, keys in a fixed order.",
    "Comments are kept, and the flows stay the same."})
final class FormatCommand {
  /// The first word of the command line that asks for it.
  static final String NAME = "format";

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "the flow files")
  List<Path> files = List.of();

  @Option(names = {"-w", "--write"}, description = "rewrite the files instead of printing them")
  boolean write;

  @Option(names = "--check", description = "only list files that are not in this form; the exit code is then 1")
  boolean check;

  @Option(names = "--dialect", paramLabel = "1|2", description = "dialect of files that do not name one")
  @Nullable
  String dialect;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// The form of one file.
  ///
  /// @param form its text as it should be
  record Formatted(Path file, String text, FlowReader.Read read, String form) {
    static Formatted of(Path file, String text, String given) {
      var dialect = ResolvedOptions.dialect(given);
      var syntax = new Rules(dialect, false, Set.of(), dialect.defaultType(), Map.of());
      var read = FlowReader.read(text, syntax);
      return new Formatted(
          file,
          text,
          read,
          read.flow().isPresent() ? FlowFormat.format(text, dialect) : text);
    }

    boolean hasErrors() {
      return read.flow().isEmpty();
    }

    boolean differs() {
      return !form.equals(text);
    }
  }

  /// Does what is asked for.
  ///
  /// @return whether the file is to be named as one that is not in the usual form
  boolean apply(Formatted formatted, PrintStream out) throws IOException {
    if (check) {
      if (formatted.differs()) {
        out.println(Printable.of(NativeText.of(formatted.file())));
      }
      return formatted.differs();
    }
    if (!write) {
      out.print(formatted.form());
    } else if (formatted.differs()) {
      replace(Destination.of(formatted.file()).path(), formatted.form());
    }
    return false;
  }

  /// In one piece, and with the permissions that it has.
  private static void replace(Path file, String text) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new TaskerError(
          ExitCodes.USAGE,
          "-w: %s is not a regular file; leave out -w to print its form".formatted(file));
    }
    AtomicFile.write(
        file,
        AtomicFile.Access.AS_BEFORE,
        out -> out.write(NativeText.bytes(text)));
  }
}
