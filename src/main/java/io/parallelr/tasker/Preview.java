package io.parallelr.tasker;

import io.parallelr.flow.Flow;
import java.io.PrintStream;

/// Shows what the tasks of a flow would do.
record Preview(Flow flow, PrintStream out) {

  void print() {
    out.printf("# dialect %d, %d tasks%n", flow.dialect().number(), flow.size());
    flow.describe().forEach(out::println);
  }
}
