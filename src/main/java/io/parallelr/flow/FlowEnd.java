package io.parallelr.flow;
import io.parallelr.flowfile.Numbers;

/// How a flow ended.
///
/// @param exitStatus of the program
/// @param cause why, as a sentence without its full stop
/// @param lastTask id of the task that decided it; -1 if none ran
public record FlowEnd(int exitStatus, String cause, int lastTask) {
  public FlowEnd {
    if (exitStatus < 0 || exitStatus > Numbers.HIGHEST_EXIT_CODE) { // 256 would end as 0
      throw new IllegalArgumentException("exit status " + exitStatus);
    }
  }
}
