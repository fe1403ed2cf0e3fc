package io.parallelr.cli;

import io.parallelr.batch.Batch;
import io.parallelr.queue.Intake;
import io.parallelr.queue.QueueDirectory;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// What a run is to do.
sealed interface Work {

  /// What is odd but can be run.
  List<String> warnings();

  /// How many tasks there are; empty if that shows only as they arrive.
  OptionalInt size();

  /// The tasks there are when it begins.
  Batch batch();

  /// Tasks that are there from the start.
  record OfBatch(Batch batch, List<String> warnings) implements Work {
    @Override
    public OptionalInt size() {
      return OptionalInt.of(batch.size());
    }
  }

  /// Files that are there and that arrive.
  ///
  /// @param batch of those that wait now
  /// @param wanted which names are tasks
  record OfQueue(
      QueueDirectory queue,
      Batch batch,
      Predicate<String> wanted,
      Intake.TaskMaker maker,
      List<String> warnings) implements Work {
    @Override
    public OptionalInt size() {
      return OptionalInt.empty();
    }
  }
}
