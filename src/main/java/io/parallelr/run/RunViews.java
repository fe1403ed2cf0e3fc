package io.parallelr.run;

import io.parallelr.daemon.Controlled;
import io.parallelr.engine.RunListener;
import io.parallelr.journal.JsonLines;
import io.parallelr.journal.RunReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What shows a run to people while it runs and when it is over. Used by the thread of the run,
/// unless stated otherwise.
public interface RunViews {

  /// Listeners that never block for long.
  ///
  /// @param run what it is about
  /// @param opened takes what is to be closed when the run is over
  List<RunListener> progress(Controlled run, CloseStack opened);

  /// A listener that may block, which is called by a thread of its own.
  ///
  /// @param opened takes what is to be closed when that thread has ended
  Optional<RunListener> printer(CloseStack opened);

  /// Nothing is left of an earlier run, and this one is not to be.
  ///
  /// @throws IOException if it cannot be written
  void nothingToDo(NothingToDo why) throws IOException;

  /// Takes away what a message would be written over. Called by any thread.
  void clear();

  /// The first task may start now, and others can find the run.
  ///
  /// @throws IOException if it cannot be reported to the process that waits for it
  void started() throws IOException;

  /// Shows the results.
  ///
  /// @throws IOException if they cannot be written
  void report(RunReport report, JsonLines lines) throws IOException;
}
