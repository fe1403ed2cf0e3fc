package io.parallelr.run;

import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// Parsers of command lines whose words may hold any bytes, in the form of [NativeText].
public final class CommandLines {
  private static final Pattern INVALID =
      Pattern.compile("Invalid value for option [^:]*: (.*)", Pattern.DOTALL);

  private static final Pattern NEEDLESS =
      Pattern.compile("option '(-[^']*)' .*should be specified without .*", Pattern.DOTALL);
  private static final Pattern LABEL = Pattern.compile("'([^'=]+)[^']*'");

  private static final Pattern OPTION = Pattern.compile("(?<![^\\s\\[(|,])--?\\w[\\w-]*");

  private CommandLines() {}

  /// The command line of a command's options.
  public static CommandLine of(Object command) {
    return new CommandLine(command).registerConverter(Path.class, CommandLines::path);
  }

  /// What is wrong with a command line, in plain words and without a full stop.
  public static String problem(ParameterException problem) {
    return switch (problem) {
      case MissingParameterException missing -> missing(missing);
      case OverwrittenOptionException twice when twice
          .getOverwritten() instanceof OptionSpec option ->
        "%s is given twice".formatted(option.names()[0]);
      case MutuallyExclusiveArgsException both -> exclusive(both);
      default -> plain(problem);
    };
  }

  private static String exclusive(MutuallyExclusiveArgsException problem) {
    var names = OPTION.matcher(String.valueOf(problem.getMessage()))
        .results()
        .map(MatchResult::group)
        .distinct()
        .toList();
    return String.join(" and ", names) + " are mutually exclusive";
  }

  private static String missing(MissingParameterException problem) {
    var missing = problem.getMissing();
    if (missing.size() == 1 && missing.getFirst() instanceof OptionSpec option
        && !String.valueOf(problem.getMessage()).startsWith("Missing required option")) {
      return "%s needs a value: %s".formatted(option.names()[0], option.paramLabel());
    }
    var names = LABEL.matcher(String.valueOf(problem.getMessage()))
        .results()
        .map(found -> found.group(1))
        .toList();
    return String.join(" and ", names) + (names.size() == 1 ? " is missing" : " are missing");
  }

  private static String plain(ParameterException problem) {
    var message = String.valueOf(problem.getMessage()).replaceFirst("^Error: ", "");
    var needless = NEEDLESS.matcher(message);
    if (needless.matches()) {
      return needless.group(1) + " takes no value";
    }
    var invalid = INVALID.matcher(message);
    if (problem.getArgSpec() instanceof OptionSpec flag && invalid.matches()
        && flag.arity().max() == 0) {
      return flag.names()[0] + " takes no value";
    }
    return problem.getArgSpec() instanceof OptionSpec option && invalid.matches()
        ? "%s: %s".formatted(
            option.names()[0],
            invalid.group(1).replaceFirst(" an? (int|long)$", " a whole number"))
        : message;
  }

  private static Path path(String word) {
    try {
      return NativeText.path(word);
    } catch (java.nio.file.InvalidPathException e) {
      throw new TypeConversionException("'%s' is not a path: %s".formatted(word, e.getReason()));
    }
  }
}
