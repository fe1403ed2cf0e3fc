package io.parallelr.prunner;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The help text of the command `prunner`.
final class Help {
  private static final String COMMANDS = """
      NAME:
         prunner - run pipelines of tasks, asked for over HTTP

      USAGE:
         prunner [global options] command [command options] [arguments...]

      COMMANDS:
      """;
  private static final String OPTIONS = "\nGLOBAL OPTIONS:\n";

  private Help() {}

  static String text() {
    int width = Stream.of(Flag.values()).mapToInt(flag -> flag.shown().length()).max().orElse(0);
    var form = "   %-" + width + "s  %s%s\n";
    return COMMANDS + String.join("\n", Declarations.help()) + "\n" + OPTIONS
        + Stream.of(Flag.values())
            .map(flag -> form.formatted(flag.shown(), flag.description(), notes(flag)))
            .collect(Collectors.joining());
  }

  static String notes(Flag flag) {
    var standard = flag.standard().isEmpty()
        ? ""
        : " (default: %s)".formatted(
            flag.kind() == Flag.Kind.TRUTH ? flag.standard() : '"' + flag.standard() + '"');
    return standard + flag.variable().map(" [$%s]"::formatted).orElse("");
  }
}
