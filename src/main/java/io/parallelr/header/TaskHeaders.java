package io.parallelr.header;

import io.parallelr.batch.Amendments;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/// What the task files of a batch say of their own tasks. Indexes are counted from 0.
public sealed interface TaskHeaders extends Amendments permits Headers, LateHeaders {

  /// The tasks that one waits for, as far as is known when it is taken.
  Set<Integer> predecessors(int index);

  /// Warnings about the headers: one a line, with its place.
  List<String> warnings();

  /// A task that is about to be run, as its header wants it.
  ///
  /// @param task as the batch has it
  /// @param again makes a task of the batch anew, by its index, if others are known by now
  Task taken(Task task, IntFunction<Task> again);

  /// These headers, and the headers of files that were added to the batch.
  ///
  /// @param files all files of the batch
  /// @param from the index of the first one that was added
  /// @throws HeaderException if any header of these is wrong; it names what is wrong with all
  ///   of them
  Headers with(List<Path> files, int from, HeaderRules rules) throws HeaderException;
}
