package io.parallelr.flowfile;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `$NAME` or `${NAME}` in a text.
///
/// @param offset in the text, from 0
public record EnvironmentVariable(String name, int offset) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");

  /// All that a text has, in order.
  static List<EnvironmentVariable> in(String text) {
    return VARIABLE.matcher(text)
        .results()
        .map(match -> new EnvironmentVariable(name(match), match.start()))
        .toList();
  }

  /// Replaces variables by their values; those that are not set stay as they are.
  public static String expand(String text, Map<String, String> environment) {
    return VARIABLE.matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(
                environment.getOrDefault(name(match), match.group())));
  }

  private static String name(MatchResult match) {
    return match.group(1) == null ? match.group(2) : match.group(1);
  }
}
