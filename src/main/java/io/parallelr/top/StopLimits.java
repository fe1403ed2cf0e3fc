package io.parallelr.top;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// At how many failures a run stops, as its request says.
///
/// @param inARow failures without a success between
/// @param rate share of failures above which it stops, from 0 to 1
/// @param sample how many tasks must have completed before the rate is looked at
/// @param halt the condition of `--halt`; empty for never
record StopLimits(
    boolean isEnabled,
    int inARow,
    double rate,
    int sample,
    Optional<String> halt) {

  /// Reads them from the settings of a run, each as `KEY=VALUE`. One that cannot be understood
  /// counts as none.
  static StopLimits of(List<String> settings) {
    var values = new HashMap<String, String>();
    for (var setting : settings) {
      int end = setting.indexOf('=');
      if (end > 0) {
        values.put(setting.substring(0, end), setting.substring(end + 1));
      }
    }
    var halt = Optional.ofNullable(values.get("limits.halt")).filter(h -> !h.equals("never"));
    try {
      return new StopLimits(
          value(values, "limits.stop-limits-enabled").equals("true"),
          Integer.parseInt(value(values, "limits.max-consecutive-failures")),
          Double.parseDouble(value(values, "limits.max-failure-rate")),
          Integer.parseInt(value(values, "limits.min-tasks-for-rate-check")),
          halt);
    } catch (NumberFormatException e) {
      return new StopLimits(false, 1, 1, 1, halt);
    }
  }

  private static String value(Map<String, String> values, String key) {
    return values.getOrDefault(key, "");
  }

  /// How far a run is from them; empty where it has none.
  ///
  /// @param failuresInARow the latest
  /// @param completed how many ran to an end of their own
  Optional<String> describe(int failuresInARow, long failures, long completed) {
    var parts = new ArrayList<String>();
    if (isEnabled) {
      parts.add("%d of %d failures in a row".formatted(failuresInARow, inARow));
      parts.add(
          String.format(
              Locale.ROOT,
              "rate %.0f%% of %.0f%%%s",
              completed == 0 ? 0.0 : 100.0 * failures / completed,
              100 * rate,
              completed < sample ? " from %d tasks on".formatted(sample) : ""));
    }
    halt.ifPresent(parts::add);
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
  }
}
