package io.parallelr.tasker;

import io.parallelr.batch.ShellWords;
import io.parallelr.flow.CommandCheck;
import io.parallelr.flowfile.Flow;
import io.parallelr.flowrun.FlowSecrets;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Secrets;
import java.io.PrintStream;

/// Prints what the tasks of a flow would do.
final class Preview {
  private final Flow flow;
  private final CommandCheck check;
  private final PrintStream out;

  Preview(Flow flow, CommandCheck check, PrintStream out) {
    this.flow = flow;
    this.check = check;
    this.out = out;
  }

  void print() {
    out.printf("# dialect %d, %s%n", flow.dialect().number(), Count.of(flow.size(), "task"));
    var commands = check.commandLines();
    var secrets = FlowSecrets.of(flow);
    flow.describe().forEach((task, line) -> {
      out.println(Printable.of(secrets.masked(line)));
      if (commands.containsKey(task)) {
        var command = commands.get(task);
        out.println("    [%s] %s".formatted(command.type(), shown(command, secrets)));
      }
    });
  }

  /// Masks secrets before quoting, which may change them.
  private static String shown(CommandCheck.Shown command, Secrets secrets) {
    return ShellWords.show(command.words().stream().map(secrets::masked).toList());
  }
}
