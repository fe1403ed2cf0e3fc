package io.parallelr.tasker;

import io.parallelr.flow.Flow;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Which variables hold what must not be shown, by their names.
final class Secrets {
  private static final Pattern NAME = Pattern.compile(
      "(SECRET|MASK|HIDE|PASSWORD|TOKEN)_.*|.*_(PASSWORD|TOKEN|SECRET|KEY)|PASSWORD|TOKEN|SECRET");

  private Secrets() {}

  static boolean isSecret(String name) {
    return NAME.matcher(name.toUpperCase(Locale.ROOT)).matches();
  }

  /// The values of a flow's secret variables.
  static List<String> of(Flow flow) {
    return flow.globals()
        .entrySet()
        .stream()
        .filter(global -> isSecret(global.getKey()))
        .map(global -> global.getValue().source())
        .toList();
  }
}
