package io.parallelr.flows;

import java.nio.file.Path;
import java.time.Duration;

/// A step that is being defined. Each method changes it, and returns it. Valid only during
/// [Flows#define], for its thread: calls by another thread, or later, throw
/// [IllegalStateException]. What is wrong is thrown by [Flows#define], as for [FlowDefinition].
public interface Step {

  String name();

  /// It starts when these have succeeded. Adds to what was said before.
  Step after(Step... steps);

  /// It starts when the steps of these names have succeeded, which may be defined later.
  Step after(String... names);

  /// How long each attempt may take.
  ///
  /// @param limit positive; 100 years or more is no limit
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
  /// @param delay before the first of them; at least 0, and 100 years at most: what is longer counts
  ///   as that. It doubles with each further one, up to an hour, or to itself if that is longer
  Step retry(int count, Duration delay);

  /// A variable of the environment, of a command alone: it is refused for other steps. In the
  /// value, `@name@` stands for the same as in commands.
  ///
  /// @param name not empty, without `=` and NUL characters; if a placeholder is in the value, it has
  ///   to be one that a shell can set: letters, digits and `_`
  /// @param value without NUL characters
  Step env(String name, String value);

  /// The directory in which a command runs. It is refused for other steps. The step fails if it is
  /// missing when it starts.
  ///
  /// @param directory if it is relative, of the working directory of the engine
  Step directory(Path directory);

  /// The run goes on whatever the exit status of this step, or if its time is over.
  Step anyExitCode();
}
