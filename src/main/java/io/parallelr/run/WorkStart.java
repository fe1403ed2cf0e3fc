package io.parallelr.run;

import io.parallelr.engine.Engine;
import io.parallelr.engine.Plan;
import io.parallelr.engine.RunListener;
import io.parallelr.task.RunSummary;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// How a kind of work begins: what it takes from earlier runs, and its plan. For one thread and one
/// run; [#readEarlier()] comes first.
sealed interface WorkStart permits BatchStart, QueueStart {

  /// Deals with the runs that this one resumes. May take long; an interrupt ends it.
  ///
  /// @return why there is nothing to run; empty if there is
  /// @throws InterruptedException if this thread was interrupted; its flag is cleared
  Optional<NothingToDo> readEarlier() throws IOException, InterruptedException;

  /// Builds the plan. An interrupt ends it.
  ///
  /// @param listener is called for tasks that need not be run
  /// @param opened takes what is to be closed when the run is over
  /// @throws InterruptedException if this thread was interrupted; its flag is cleared
  Started start(Engine engine, RunListener listener, CloseStack opened)
      throws IOException, InterruptedException;

  /// Work that has a plan.
  ///
  /// @param before what counts as done
  /// @param first called before all other listeners
  /// @param recorded called when a result is in the journal
  /// @param control what can be asked of its tasks
  record Started(
      Plan plan,
      RunSummary before,
      List<RunListener> first,
      List<RunListener> recorded,
      WorkControl control) {}
}
