package io.parallelr.tasker;

import io.parallelr.batch.ShellWords;
import io.parallelr.flow.CommandCheck;
import io.parallelr.flow.Flow;
import java.io.PrintStream;

/// Shows what the tasks of a flow would do.
record Preview(Flow flow, CommandCheck check, PrintStream out) {

  void print() {
    out.printf("# dialect %d, %d tasks%n", flow.dialect().number(), flow.size());
    var commands = check.commandLines();
    flow.describe().forEach((task, line) -> {
      out.println(line);
      if (commands.containsKey(task)) {
        var command = commands.get(task);
        out.println("    [%s] %s".formatted(command.type(), shown(command)));
      }
    });
  }

  private String shown(CommandCheck.Shown command) {
    var line = ShellWords.quote(command.words());
    for (var secret : Secrets.of(flow)) {
      line = line.replace(secret, "<masked len=%d>".formatted(secret.length()));
    }
    return line;
  }
}
