package io.parallelr.flows;

import io.parallelr.task.Variable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/// An engine that runs flows, with a directory in which all is kept. One is enough for any number
/// of flows. May be used by any thread.
///
/// Define all flows, then call [#start()]: that also continues what an earlier process has left.
///
/// ```java
/// try (var flows = Flows.open(Path.of("state"))) {
///   var flow = flows.define("flow 1", f -> {
///     var first = f.bash("execution 1", "touch /tmp/file1");
///     var pause = f.bash("sleep", "sleep 60").after(first);
///     f.bash("execution 2", "touch /tmp/file2").after(pause);
///   });
///   flows.start();
///   System.out.println(flow.start().await());
/// }
/// ```
/// 
public interface Flows extends AutoCloseable {

  /// How flows are run.
  ///
  /// @param directory in which all is kept; made if it is missing. One engine uses it at a time
  /// @param slots how many steps run at once, over all flows; from 1 to 1,000,000
  /// @param grace between SIGTERM and SIGKILL, when a command is ended; at least 0, and 100 years at
  ///   most: what is longer counts as that
  /// @param workingDirectory in which commands run that have no directory of their own; it has to
  ///   exist when the engine is opened
  /// @param environment that commands get beside that of this process
  record Settings(
      Path directory,
      int slots,
      Duration grace,
      Path workingDirectory,
      Map<String, String> environment) {
    private static final Duration GRACE = Duration.ofSeconds(10);
    /// More than any machine has room for.
    private static final int MOST_SLOTS = 1_000_000;

    /// @throws IllegalArgumentException if a value is out of its range, a variable has an empty
    ///   name or one with `=`, or a name or value has a NUL character
    public Settings {
      Objects.requireNonNull(directory, "directory");
      Objects.requireNonNull(grace, "grace");
      Objects.requireNonNull(workingDirectory, "workingDirectory");
      Objects.requireNonNull(environment, "environment");
      if (slots < 1 || slots > MOST_SLOTS) {
        throw new IllegalArgumentException(
            "slots: %d is not from 1 to %,d".formatted(slots, MOST_SLOTS));
      }
      if (grace.isNegative()) {
        throw new IllegalArgumentException("grace: %s is negative".formatted(grace));
      }
      environment.forEach((name, value) -> Variable.objection(name, value).ifPresent(objection -> {
        throw new IllegalArgumentException("environment: " + objection);
      }));
      environment = Map.copyOf(environment);
    }

    /// As many steps at once as there are processors, a grace of 10 seconds, and the directory and
    /// environment of this process.
    public static Settings of(Path directory) {
      return new Settings(
          directory,
          Runtime.getRuntime().availableProcessors(),
          GRACE,
          Path.of("").toAbsolutePath(),
          Map.of());
    }

    /// With another number of slots.
    public Settings withSlots(int newSlots) {
      return new Settings(directory, newSlots, grace, workingDirectory, environment);
    }

    /// With another grace.
    public Settings withGrace(Duration newGrace) {
      return new Settings(directory, slots, newGrace, workingDirectory, environment);
    }

    /// With another working directory.
    public Settings withWorkingDirectory(Path newWorkingDirectory) {
      return new Settings(directory, slots, grace, newWorkingDirectory, environment);
    }

    /// With another environment.
    public Settings withEnvironment(Map<String, String> newEnvironment) {
      return new Settings(directory, slots, grace, workingDirectory, newEnvironment);
    }
  }

  /// Opens an engine with the usual settings. Nothing runs yet.
  ///
  /// @param directory in which all is kept; made if it is missing
  /// @throws IOException if it cannot be used, or another engine uses it; the message is for
  ///   the user
  static Flows open(Path directory) throws IOException {
    return open(Settings.of(directory));
  }

  /// Opens an engine. Nothing runs yet.
  ///
  /// @throws IOException if its directory cannot be used, another engine uses it, or the working
  ///   directory is not one; the message is for the user
  static Flows open(Settings settings) throws IOException {
    Objects.requireNonNull(settings, "settings");
    return ServiceLoader.load(FlowEngine.class, FlowEngine.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no engine of flows on the class path"))
        .open(settings);
  }

  /// Defines a flow, and checks its graph.
  ///
  /// @param name of 1 to 200 characters, without `/` and control characters, unique among the flows
  /// @param definition says what its steps are; called once, before this returns
  /// @throws FlowException if there is such a flow, or the definition is wrong: a step twice, a step
  ///   that is not there, a cycle, which is named; all faults are in the message
  Flow define(String name, Consumer<FlowDefinition> definition);

  /// Begins to run, in the background: returns at once. Runs that an earlier process has left go
  /// on; those of flows that are not defined start no more steps until they are, and a step in Java
  /// of theirs that was cut short fails. The threads are daemons, so the program ends when its own
  /// threads do. A second call does nothing.
  ///
  /// @throws IOException if what was left cannot be taken up
  void start() throws IOException;

  /// Begins to run, in the foreground: returns when another thread closes this. The end of the JVM
  /// closes it too, such as by SIGTERM or Ctrl-C. What follows this call may or may not run then,
  /// and is not waited for: a shutdown hook is the place for what has to be done.
  ///
  /// @throws IOException if what was left cannot be taken up, or the engine has failed
  void run() throws IOException, InterruptedException;

  /// The names of all flows, in the order in which they were defined.
  List<String> names();

  /// A flow by its name.
  Optional<Flow> flow(String name);

  /// A run by its id, whether it has ended or not.
  ///
  /// @throws IOException if what is stored cannot be read
  Optional<Run> find(String id) throws IOException;

  /// Runs of all flows, the newest first.
  ///
  /// @param limit how many at most; at least 1
  /// @throws IOException if what is stored cannot be read
  List<RunStatus> runs(int limit) throws IOException;

  /// Notifies of what happens to all runs once it is stored, in order, on a thread of its own: a
  /// listener that is slow delays the others, but no run. What a listener throws is logged.
  ///
  /// @return ends that when it is closed
  Subscription listen(Consumer<FlowEvent> listener);

  /// A listener that is notified until this is closed.
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /// Accepts no more runs from now on, also not after this has returned, and waits until all that
  /// have been accepted have ended. Those of flows that are not defined are not waited for.
  ///
  /// @param limit how long to wait at most; 100 years or more is without a limit
  /// @return whether all have ended, also those of flows that are not defined
  /// @throws IllegalStateException if this has not been started, has failed or is closed
  /// @throws IOException if what is stored cannot be read
  boolean drain(Duration limit) throws IOException, InterruptedException;

  /// Ends the engine at once, and loses nothing: commands that run go on, and the next process that
  /// opens the directory takes them over; steps in Java are interrupted, and run again then. Call
  /// [#drain(Duration)] before to have all end first. Meant for the end of the program: a few
  /// threads stay until then. After that, what starts, lists or waits for something throws
  /// [IllegalStateException].
  ///
  /// @throws IOException if the directory cannot be closed
  @Override
  void close() throws IOException;
}
