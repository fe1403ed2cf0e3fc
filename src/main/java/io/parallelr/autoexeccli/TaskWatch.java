package io.parallelr.autoexeccli;

import io.parallelr.engine.Threads;
import io.parallelr.run.ExitStatus;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Shows what the steps of a task print, each line with the name of its step before it, until the
/// task has ended.
final class TaskWatch {
  private static final String ENDING = "stopped failed skipped blocked";

  private final TaskApi api;
  private final String task;
  private final PrintStream out;
  private final PrintStream err;
  private final String only;
  private final Map<String, Thread> followed = new ConcurrentHashMap<>();

  /// @param only the one step that is shown; empty for all
  TaskWatch(TaskApi api, String task, String only, PrintStream out, PrintStream err) {
    this.api = api;
    this.task = task;
    this.only = only;
    this.out = out;
    this.err = err;
  }

  /// Returns the exit status that says how it has ended.
  int run() throws IOException, InterruptedException {
    int[] code = {TaskApi.RUNNING};
    String[] message = {""};
    api.follow(TaskApi.path(task) + "/step", answer -> {
      code[0] = answer.code();
      message[0] = answer.message();
      for (var step : answer.data() instanceof List<?> list ? list : List.of()) {
        if (step instanceof Map<?, ?> fields) {
          begin(fields);
        }
      }
      return true;
    });
    for (var thread : new ArrayList<>(followed.values())) {
      thread.join();
    }
    if (code[0] != 0) {
      err.println("%s: %s".formatted(task, message[0]));
    }
    return code[0] == 0 ? ExitStatus.ALL_SUCCEEDED : ExitStatus.SOME_FAILED;
  }

  private void begin(Map<?, ?> fields) {
    var step = String.valueOf(fields.get("name"));
    var state = String.valueOf(fields.get("state"));
    boolean hasBegun = state.equals("running") || ENDING.contains(state);
    boolean isWanted = only.isEmpty() || only.equals(step);
    if (hasBegun && isWanted && !followed.containsKey(step)) {
      followed.put(step, Threads.start("follow-" + step, () -> follow(step, before(fields))));
    }
  }

  /// Who shows the steps that another depends on: those have ended.
  private List<Thread> before(Map<?, ?> fields) {
    var before = new ArrayList<Thread>();
    for (var name : fields.get("depends") instanceof List<?> list ? list : List.of()) {
      var thread = followed.get(String.valueOf(name));
      if (thread != null) {
        before.add(thread);
      }
    }
    return before;
  }

  private void follow(String step, List<Thread> before) {
    try {
      for (var thread : before) {
        thread.join();
      }
      api.follow(TaskApi.path(task, step) + "/log?exact=true", answer -> {
        print(step, answer);
        return true;
      });
    } catch (IOException e) {
      err.println("%s: %s".formatted(step, Reason.of(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void print(String step, TaskApi.Answer answer) {
    for (var line : answer.data() instanceof List<?> list ? list : List.of()) {
      if (line instanceof Map<?, ?> fields) {
        synchronized (out) {
          out.println("%s | %s".formatted(step, fields.get("content")));
        }
      }
    }
  }
}
