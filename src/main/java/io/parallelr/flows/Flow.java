package io.parallelr.flows;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A flow that is defined. May be used by any thread.
public interface Flow {

  String name();

  /// The names of its steps, in the order in which they were defined.
  List<String> steps();

  /// Starts a run with the default values of the parameters.
  ///
  /// @throws FlowBusyException if it runs as often as it may
  /// @throws IOException if it cannot be stored; nothing is started then
  default Run start() throws IOException {
    return start(Map.of());
  }

  /// Starts a run.
  ///
  /// @param parameters by their names
  /// @throws FlowException if a parameter is missing, there is none of that name, or a value has a
  ///   NUL character
  /// @throws FlowBusyException if it runs as often as it may, and no further run may wait
  /// @throws IOException if it cannot be stored; nothing is started then
  Run start(Map<String, String> parameters) throws IOException;

  /// Starts a run again and again, first after one period. A time at which the flow is busy is
  /// passed over, and so are those at which no process runs that has defined the flow. The rhythm is
  /// kept across restarts.
  ///
  /// @param period at least one second; 100 years or more is never
  /// @throws FlowException if it is shorter, or a parameter has no default value
  void every(Duration period);

  /// Starts a run at the times of a cron expression, by the clock of the system's time zone.
  ///
  /// @param expression minute, hour, day, month and day of the week, such as `0 3 * * mon-fri`;
  ///   words such as `@daily` are not supported
  /// @throws FlowException if it is not an expression, or a parameter has no default value
  default void cron(String expression) {
    cron(expression, ZoneId.systemDefault());
  }

  /// Starts a run at the times of a cron expression. As for [#every(Duration)] in all else.
  ///
  /// @throws FlowException if it is not an expression, or a parameter has no default value
  void cron(String expression, ZoneId zone);

  /// How the newest run goes; empty if there was none.
  ///
  /// @throws IOException if what is stored cannot be read
  Optional<RunStatus> status() throws IOException;

  /// The runs that are kept, the newest first.
  ///
  /// @param limit how many at most; at least 1
  /// @throws IOException if what is stored cannot be read
  List<RunStatus> runs(int limit) throws IOException;
}
