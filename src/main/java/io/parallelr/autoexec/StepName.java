package io.parallelr.autoexec;

import io.parallelr.store.StepRow;
import java.io.IOException;

/// A step, as a path names it.
record StepName(String task, String step) {

  /// A step that is there.
  record Found(TaskRow task, TaskRequest.Step step, StepRow row) {}

  /// Finds it, or answers that there is none.
  Found require(Tasks tasks) throws RefusedException, IOException {
    var found = tasks.require(task);
    for (var one : found.request().steps()) {
      var row = found.job().step(one.name());
      if (one.name().equals(step) && row.isPresent()) {
        return new Found(found, one, row.get());
      }
    }
    throw new RefusedException(Reply.NO_DATA, "step not found");
  }
}
