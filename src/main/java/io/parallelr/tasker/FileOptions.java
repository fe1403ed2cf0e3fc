package io.parallelr.tasker;

import io.parallelr.flowfile.FlowReader.Read;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/// Options that a flow file holds, each on a line of its own. A file cannot switch off what
/// protects its user, and cannot ask for something else than to be run.
final class FileOptions {
  private static final Set<String> REFUSED =
      Set.of("--help", "-h", "--version", "-V", "--force-instance", "-n", "--dry-run");
  private static final Set<String> DROPPED =
      Set.of("--skip-validation", "--skip-security-validation", "--fire-and-forget");
  private final List<Read.Option> options;
  private final Path file;
  private final PrintStream stderr;

  /// @param options those of the file
  /// @param file for messages
  FileOptions(List<Read.Option> options, Path file, PrintStream stderr) {
    this.options = options;
    this.file = file;
    this.stderr = stderr;
  }

  /// The words of the command line that they come to.
  ///
  /// @param known all that there are; names must be written out
  /// @throws TaskerError if one may not stand in a file, or is unknown
  List<String> words(CommandSpec known) {
    var words = new ArrayList<String>();
    for (var option : options) {
      var parts = option.text().split("[=\\s]+", 2);
      var name = parts[0];
      if (REFUSED.contains(name)) {
        throw wrong(ExitCodes.VALIDATION, option, name + " is not allowed in a flow file");
      }
      var spec = known.findOption(name);
      if (spec == null) {
        throw wrong(
            ExitCodes.USAGE,
            option,
            name.matches("-[A-Za-z][A-Za-z-]+")
                ? "%s has one dash too few: -%s".formatted(name, name)
                : name + " is not an option of tasker; see tasker --help");
      }
      if (DROPPED.contains(name)) {
        stderr.println(
            "%s:%d: warning: option %s is ignored in a flow file; give it on the command line"
                .formatted(file, option.line(), name));
      } else if (parts.length == 1 || spec.arity().max() > 0) {
        words.add(parts.length == 1 ? name : name + '=' + parts[1]);
      } else {
        throw wrong(ExitCodes.USAGE, option, name + " takes no value");
      }
    }
    return words;
  }

  private TaskerError wrong(int status, Read.Option option, String message) {
    return new TaskerError(status, "%s:%d: option %s".formatted(file, option.line(), message));
  }
}
