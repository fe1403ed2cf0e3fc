package io.parallelr.tasker;

import io.parallelr.flow.Flow;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What must not be shown on the screen, in logs and in documents that others read: values of
/// variables with telling names, and what stands where a password or a token is expected.
///
/// @param values longest first, as one may be part of another
record Secrets(List<String> values) {
  private static final Pattern NAME = Pattern.compile(
      "(SECRET|MASK|HIDE|PASSWORD|TOKEN)_.*|.*_(PASSWORD|TOKEN|SECRET|KEY)|PASSWORD|TOKEN|SECRET");
  /// Shorter ones occur everywhere by chance.
  private static final int SHORTEST = 3;

  private static final String WORD =
      "(?:password|passwd|passphrase|token|secret|(?:api|access|auth|private|secret)[_-]?key)";
  private static final String VALUE = "(\"[^\"]*\"|'[^']*'|[^\\s\"';,&]+)";
  /// Each with what is shown, what is not, and what is shown again.
  private static final List<Pattern> PLACES = Stream.of(
      "(--?[\\w-]*" + WORD + "\\s+)" + VALUE + "()",
      "([\\w-]*" + WORD + "[\"']?\\s*[=:]\\s*)" + VALUE + "()",
      "(\\b(?:Bearer|Basic)\\s+)([\\w+/=.~-]{8,})()",
      "([a-z][a-z0-9+.-]*://[^\\s/:@]*:)([^\\s/@]+)(@)")
      .map(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE))
      .toList();
  private static final Pattern HINT = Pattern.compile(
      "passw|passphrase|token|secret|key|bearer|basic|://",
      Pattern.CASE_INSENSITIVE);
  private static final String MASKED = "<masked len=";

  static boolean isSecret(String name) {
    return NAME.matcher(name.toUpperCase(Locale.ROOT)).matches();
  }

  /// Those of a flow.
  static Secrets of(Flow flow) {
    return new Secrets(
        flow.globals()
            .entrySet()
            .stream()
            .filter(global -> isSecret(global.getKey()))
            .flatMap(
                global -> Stream.of(
                    flow.value(global.getKey()),
                    Optional.of(global.getValue().source())))
            .flatMap(Optional::stream)
            .filter(value -> value.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /// The text, with something else in their place that tells their length.
  String masked(String text) {
    var shown = text;
    for (var value : values) {
      shown = shown.replace(value, mask(value));
    }
    if (!HINT.matcher(shown).find()) {
      return shown;
    }
    for (var place : PLACES) {
      shown = place.matcher(shown)
          .replaceAll(
              found -> Matcher.quoteReplacement(
                  found.group(2).startsWith("<masked")
                      ? found.group()
                      : found.group(1) + mask(found.group(2)) + found.group(3)));
    }
    return shown;
  }

  private static String mask(String value) {
    return MASKED + value.length() + '>';
  }
}
