package io.parallelr.cli;

import io.parallelr.daemon.ControlRequest;
import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunningTask;
import io.parallelr.daemon.Terminator;
import io.parallelr.run.UserError;
import io.parallelr.top.Control;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Does to runs what the keys of `parallelr top` ask for, as the commands do that have words of
/// their own. For any threads.
record TopControl(Registry registry) implements Control {
  @Override
  public String ask(String run, ControlRequest request) throws IOException, InterruptedException {
    try {
      return withoutId(run, found(run).ask(request));
    } catch (UserError e) {
      return withoutId(run, String.valueOf(e.getMessage()));
    }
  }

  /// The run is on the screen: its id would only take room.
  private String withoutId(String run, String answer) {
    var prefix = "run %s: ".formatted(registry.described(run));
    return answer.startsWith(prefix) ? answer.substring(prefix.length()) : answer;
  }

  @Override
  public String drain(String run) throws IOException {
    try {
      var said = new ArrayList<String>();
      boolean _ = terminator(said).drain(found(run).supervisor());
      return String.join("\n", said);
    } catch (UserError e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public String cancel(String run, int sequence, int pid)
      throws IOException, InterruptedException {
    try {
      var supervisor = found(run).supervisor();
      var said = new ArrayList<String>();
      var task = running(supervisor.pid(), sequence, pid);
      if (task.isPresent()) {
        boolean _ = terminator(said).cancel(supervisor, task.get());
        return String.join("\n", said);
      }
      if (pid > 0) {
        return "task %d has ended meanwhile".formatted(sequence);
      }
      return ask(run, new ControlRequest.Cancel(Integer.toString(sequence)));
    } catch (UserError e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Optional<RunningTask> running(int supervisor, int sequence, int pid)
      throws IOException {
    return ProcessSnapshot.take(registry)
        .supervisor(supervisor)
        .stream()
        .flatMap(running -> running.tasks().stream())
        .filter(
            task -> pid > 0
                ? task.leader().pid() == pid
                : task.origin().sequence() == sequence)
        .findFirst();
  }

  private RunningRun found(String run) throws IOException {
    return RunningRun.of(registry, registry.runs(), Optional.of(run));
  }

  private Terminator terminator(List<String> said) {
    return new Terminator(registry, Optional.empty(), System::nanoTime, said::add);
  }
}
