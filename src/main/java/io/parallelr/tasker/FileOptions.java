package io.parallelr.tasker;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Options that a flow file holds. A file cannot switch off what protects its user, and cannot ask
/// for something else than to be run.
///
/// @param lines of the file, each an option
record FileOptions(List<String> lines, PrintStream stderr) {
  private static final Set<String> REFUSED =
      Set.of("--help", "-h", "--version", "-V", "--force-instance");
  private static final Set<String> DROPPED =
      Set.of("--skip-validation", "--skip-security-validation", "--fire-and-forget");

  /// The words of the command line with those of the file in front, so that its own go over them.
  ///
  /// @throws TaskerError if one may not stand in a file
  List<String> before(String[] arguments) {
    var all = new ArrayList<String>();
    for (var line : lines) {
      var parts = line.split("\\s+", 2);
      if (REFUSED.contains(parts[0])) {
        throw new TaskerError(
            ExitCodes.VALIDATION,
            "option %s may not stand in a flow file".formatted(parts[0]));
      }
      if (DROPPED.contains(parts[0])) {
        stderr.println(
            "tasker: warning: option %s is ignored in a flow file; give it on the command line"
                .formatted(parts[0]));
      } else {
        all.addAll(Arrays.asList(parts));
      }
    }
    all.addAll(Arrays.asList(arguments));
    return all;
  }
}
