package io.parallelr.tasker;

import io.parallelr.flowfile.FlowReader.Read;
import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.TaskerError;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the options in a flow file, each on a line of its own. A file cannot switch off what
/// protects its user, and cannot ask for anything else than a run.
final class FileOptions {
  private final Path file;
  private final PrintStream stderr;

  /// @param file for messages
  FileOptions(Path file, PrintStream stderr) {
    this.file = file;
    this.stderr = stderr;
  }

  /// Reads options. Names must not be abbreviated.
  ///
  /// @throws TaskerError if one is unknown or not allowed in a file
  GivenOptions read(List<Read.Option> options) {
    var words = new ArrayList<String>();
    for (var option : options) {
      var parts = option.text().split("[=\\s]+", 2);
      var name = parts[0];
      var known = TaskerOptions.named(name).orElseThrow(() -> unknown(option, name));
      switch (known.inFile()) {
        case REFUSED ->
          throw wrong(ExitCodes.VALIDATION, option, name + " is not allowed in a flow file");
        case IGNORED -> stderr.println(
            "%s:%d: warning: option %s is ignored in a flow file; give it on the command line"
                .formatted(file, option.line(), name));
        case ALLOWED -> {
          if (parts.length > 1 && known.isFlag()) {
            throw wrong(ExitCodes.USAGE, option, name + " takes no value");
          }
          words.add(parts.length == 1 ? name : name + '=' + parts[1]);
        }
      }
    }
    return GivenOptions.parse(words);
  }

  private TaskerError unknown(Read.Option option, String name) {
    return wrong(
        ExitCodes.USAGE,
        option,
        name.matches("-[A-Za-z][A-Za-z-]+")
            ? "%s has one dash too few: -%s".formatted(name, name)
            : name + " is not an option of tasker; see tasker --help");
  }

  private TaskerError wrong(int status, Read.Option option, String message) {
    return new TaskerError(status, "%s:%d: option %s".formatted(file, option.line(), message));
  }
}
