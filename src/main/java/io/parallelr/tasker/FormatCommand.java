package io.parallelr.tasker;

import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.FlowFormat;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Rules;
import io.parallelr.flowrun.Destination;
import io.parallelr.flowrun.ExecutionContext;
import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.TaskerError;
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

/// `tasker format`: prints or rewrites flow files in their standard form.
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

  /// Runs the command; returns the exit status.
  static int run(List<String> arguments, ExecutionContext context) throws IOException {
    var command = new FormatCommand();
    var commandLine = OwnOptions.parse(command, "tasker format", arguments);
    if (command.help || command.files.isEmpty()) {
      context.stdout().print(commandLine.getUsageMessage());
      return command.help ? 0 : ExitCodes.USAGE;
    }
    var dialect = command.dialect == null ? context.configured().dialect() : command.dialect;
    int status = 0;
    for (var file : command.files) {
      var source = FlowSource.read(context.path(file));
      var formatted = Formatted.of(source, EffectiveOptions.dialect(dialect));
      if (formatted.hasErrors()) {
        var _ = source.report(formatted.read(), context.stderr());
        status = ExitCodes.VALIDATION;
      } else if (command.apply(formatted, context.stdout()) && status == 0) {
        status = ExitCodes.STOPPED;
      }
    }
    context.stdout().flush();
    return status;
  }

  /// A file and its standard form.
  private record Formatted(FlowSource source, FlowReader.Read read, String form) {
    static Formatted of(FlowSource source, Dialect dialect) {
      var syntax = new Rules(dialect, false, Set.of(), dialect.defaultType(), Map.of());
      var read = FlowReader.read(source.text(), syntax);
      return new Formatted(
          source,
          read,
          read.flow().isPresent() ? FlowFormat.format(source.text(), dialect) : source.text());
    }

    boolean hasErrors() {
      return read.flow().isEmpty();
    }

    boolean differs() {
      return !form.equals(source.text());
    }
  }

  /// Prints the standard form of a file, writes it, or names the file if it is not in that form.
  ///
  /// @return whether it was named
  private boolean apply(Formatted formatted, PrintStream out) throws IOException {
    var file = formatted.source().file();
    if (check) {
      if (formatted.differs()) {
        out.println(Printable.of(NativeText.of(file)));
      }
      return formatted.differs();
    }
    if (!write) {
      out.print(formatted.form());
    } else if (formatted.differs()) {
      replace(Destination.of(file).path(), formatted.form());
    }
    return false;
  }

  /// Replaces a file in one step, and keeps its permissions.
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
