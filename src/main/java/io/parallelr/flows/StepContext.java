package io.parallelr.flows;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a step in Java may know and do. May be used by any thread until the step has ended.
public interface StepContext {

  /// The id of the run.
  String run();

  String flow();

  String step();

  /// Which attempt this is, from 1. One that was cut short by the death of the process is begun
  /// again as the same.
  int attempt();

  /// The parameters of the run, by their names.
  Map<String, String> parameters();

  /// The value of a parameter.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  String parameter(String name);

  /// What another step of the run has printed on its standard output, without the line breaks at
  /// its end, as `$(...)` of a shell has it; empty if it has printed nothing, or was passed over.
  ///
  /// @throws IllegalArgumentException if there is no such step, or this one does not come after it
  /// @throws IOException if it cannot be read, or is larger than 16 MiB
  String output(String step) throws IOException;

  /// A part of what another step has printed, taken as JSON.
  ///
  /// @param path names of fields and numbers of elements, from 0, with dots between them; empty for
  ///   the whole
  /// @return a `String`, `Boolean`, `Long`, `BigInteger`, `Double`, `List`, `Map`, or null
  /// @throws IllegalArgumentException if there is no such step, or this one does not come after it
  /// @throws IOException if it cannot be read, is not JSON, or has no such part
  @Nullable
  Object json(String step, String path) throws IOException;

  /// The standard output of this step, which others get as its output.
  PrintStream out();

  /// Prints a line on the error stream of this step.
  void log(String line);
}
