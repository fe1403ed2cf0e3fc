package io.parallelr.flows;

import java.time.Duration;

/// Says what a flow consists of. Valid only during [Flows#define], for its thread: calls by another
/// thread, or later, throw [IllegalStateException]. What is wrong with the values that are given is
/// collected, and thrown by [Flows#define] as one [FlowException]; a null is refused at once, with a
/// [NullPointerException] that names the parameter.
///
/// In commands, `@name@` stands for the value of the parameter of that name, or for what the step of
/// that name has printed, and `@step:a.b.0@` for a part of that, taken as JSON. The value stays what
/// it is, whatever characters it has: it is given in a variable of the environment, and referred to
/// with the quotes that are right for the place. `@@` stands for one `@`.
public interface FlowDefinition {

  /// A step that runs a text in bash. Its exit status decides: 0 is success.
  ///
  /// @param name of 1 to 200 characters without control characters, unique in the flow
  /// @param command without NUL characters; a placeholder cannot stand in `$'...'`, in arithmetic,
  ///   in the subscript of an array, and in a here-document whose word is quoted
  Step bash(String name, String command);

  /// A step that runs a program without a shell.
  ///
  /// @param name of 1 to 200 characters without control characters, unique in the flow
  /// @param program a name that is looked for in PATH, or a path; without NUL characters
  /// @param arguments without NUL characters
  Step program(String name, String program, String... arguments);

  /// A step in Java. It runs on a virtual thread, which is interrupted to end it.
  ///
  /// @param name of 1 to 200 characters without control characters, unique in the flow
  Step java(String name, JavaStep code);

  /// A step that works asynchronously.
  ///
  /// @param name of 1 to 200 characters without control characters, unique in the flow
  Step step(String name, Execution execution);

  /// A parameter that each run must be given.
  ///
  /// @param name of letters, digits, `_` and `-`
  FlowDefinition parameter(String name);

  /// A parameter with a default value.
  ///
  /// @param name of letters, digits, `_` and `-`
  /// @param value without NUL characters
  FlowDefinition parameter(String name, String value);

  /// How many runs there may be at once; 1 unless this is called. A further one is refused with
  /// [FlowBusyException], or waits if [#queue(int)] allows that.
  ///
  /// @param count at least 1
  FlowDefinition maxRuns(int count);

  /// How many runs may wait; 0 unless this is called.
  ///
  /// @param count at least 0
  FlowDefinition queue(int count);

  /// How many steps of a run may run at once; all that can unless this is called.
  ///
  /// @param count at least 1
  FlowDefinition maxParallel(int count);

  /// How long a run may take, by the clock.
  ///
  /// @param limit positive; 100 years or more is no limit
  FlowDefinition timeout(Duration limit);

  /// After a failure, steps that do not depend on the failed one still run. Unless this is called,
  /// the first failure ends the run.
  FlowDefinition continueOnFailure();

  /// How many runs are kept, with all that they have printed; 1,000 unless this is called. Those
  /// that have not ended count, and stay.
  ///
  /// @param count at least 1
  FlowDefinition keep(int count);
}
