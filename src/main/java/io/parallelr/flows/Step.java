package io.parallelr.flows;

import java.nio.file.Path;
import java.time.Duration;

/// A step that is being defined. Each method changes it, and returns it. Valid only during
/// [Flows#define], for its thread.
public interface Step {

  String name();

  /// It starts when these have succeeded. Adds to what was said before.
  Step after(Step... steps);

  /// It starts when the steps of these names have succeeded, which may be defined later.
  Step after(String... names);

  /// How long each attempt may take.
  ///
  /// @param limit positive
  Step timeout(Duration limit);

  /// It is tried again at once if it fails.
  ///
  /// @param count of further attempts; at least 0
  default Step retry(int count) {
    return retry(count, Duration.ZERO);
  }

  /// It is tried again if it fails.
  ///
  /// @param count of further attempts; at least 0
  /// @param delay before the first of them; it doubles with each further one
  Step retry(int count, Duration delay);

  /// A variable of the environment, of a command alone. In the value, `@name@` stands for the same
  /// as in commands.
  Step env(String name, String value);

  /// The directory in which a command runs.
  Step directory(Path directory);

  /// The run goes on whatever the exit status of this step, or if its time is over.
  Step anyExitCode();
}
