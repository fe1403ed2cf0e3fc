package io.parallelr.run;

import io.parallelr.task.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Environment variables whose values tasks get, as they get all others, but nobody is shown.
public final class SecretVariables {
  private SecretVariables() {}

  /// Their values.
  ///
  /// @param names as `--secret-env` gives them
  public static Secrets of(List<String> names, Map<String, String> environment) {
    var values = new ArrayList<String>();
    for (var name : names) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw usage(
            ("--secret-env: '%s' is not the name of a variable; give only the name, as the value is "
                + "taken from the environment").formatted(withoutValue(name)));
      }
      var value = environment.get(name);
      if (value == null) {
        throw usage(
            ("--secret-env: %s is not set in the environment; set it first. As its value is recorded "
                + "nowhere, --resume and --retry-failed need it set again").formatted(name));
      }
      values.add(value);
    }
    return Secrets.of(values);
  }

  private static String withoutValue(String name) {
    int equalsSign = name.indexOf('=');
    return equalsSign < 0 ? name : name.substring(0, equalsSign) + "=…";
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
