package io.parallelr.prunner;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Ids of jobs, as clients write them.
final class JobIds {
  private static final Pattern DASHED =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern PLAIN = Pattern.compile("[0-9a-f]{32}");
  private static final String URN = "urn:uuid:";

  private JobIds() {}

  /// The id in its usual form: also of one in upper case, without dashes, in braces, or as a URN.
  /// Empty if it is none.
  static Optional<String> parse(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    boolean isBraced = lower.startsWith("{") && lower.endsWith("}");
    var bare = isBraced
        ? lower.substring(1, lower.length() - 1)
        : lower.startsWith(URN) ? lower.substring(URN.length()) : lower;
    if (DASHED.matcher(bare).matches()) {
      return Optional.of(bare);
    }
    return !isBraced && bare.length() == lower.length() && PLAIN.matcher(bare).matches()
        ? Optional.of(
            String.join(
                "-",
                bare.substring(0, 8),
                bare.substring(8, 12),
                bare.substring(12, 16),
                bare.substring(16, 20),
                bare.substring(20)))
        : Optional.empty();
  }
}
