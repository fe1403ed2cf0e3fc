package io.parallelr.local;

import io.parallelr.engine.Conditions;
import io.parallelr.task.Task;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.nio.file.Path;

/// What children belong to: the run, or one of its tasks that runs in this process.
sealed interface Scope extends AutoCloseable permits RunScope, InProcessScope {

  /// What engines that run tasks here share.
  Conditions conditions();

  /// The task with the environment that it gets here.
  Task prepared(Task task);

  /// Makes sure that a task can run in a slot.
  void makeRoom(int slot) throws IOException;

  /// Starts the child of a task. Waits while all is stopped.
  <T> T starting(Task task, int slot, Pausing.Step<T, Launcher.NotStartedException> step)
      throws Launcher.NotStartedException;

  /// Makes a started child known.
  ///
  /// @param pid shown as that of the child
  /// @return what is seen of its memory
  MemoryWatch.Sampled began(Child child, int slot, long pid);

  /// Forgets a child that has ended, with all its processes.
  void ended(Child child, int slot, Usage used);

  /// The files of tasks cannot be used.
  ///
  /// @param outputs the directory of the files that tasks print into here
  /// @return the exception that every further start throws
  RuntimeException failed(String reason, IOException cause, Path outputs);

  @Override
  void close() throws IOException;
}
