package io.parallelr.autoexeccli;

import io.parallelr.autoexeccli.ClientOptions.Surroundings;
import io.parallelr.json.JsonValues;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that ask a server, but for those that have files of their own.
final class ClientCommands {
  private static final int PAGE = 500;

  private ClientCommands() {}

  /// What is done with a server.
  interface Use {
    int of(TaskApi api) throws IOException, InterruptedException;
  }

  static int use(ClientOptions options, Surroundings around, Use use)
      throws IOException, InterruptedException {
    try (var api = options.connect(around)) {
      return use.of(api);
    }
  }

  @Command(name = "client", description = "Ask a server, or run a file without one.", synopsisSubcommandLabel = "COMMAND")
  static final class Root implements Callable<Integer> {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help")
    boolean wantsHelp;

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
      spec.commandLine().usage(System.err);
      return ExitStatus.USAGE;
    }
  }

  @Command(name = "ls", description = "List tasks, the newest first.")
  static final class ListTasks implements Callable<Integer> {
    private final Surroundings around;
    private final PrintStream out;

    @Mixin
    final ClientOptions options = new ClientOptions();

    @Parameters(arity = "0..1", paramLabel = "PREFIX", defaultValue = "", description = "With which their names begin")
    String prefix = "";

    ListTasks(Surroundings around, PrintStream out) {
      this.around = around;
      this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return use(options, around, api -> {
        int page = 1;
        while (print(page(api, page)) == PAGE) {
          page++;
        }
        return ExitStatus.ALL_SUCCEEDED;
      });
    }

    private List<?> page(TaskApi api, int page) throws IOException, InterruptedException {
      var query = "?page=%d&size=%d&prefix=%s".formatted(page, PAGE, TaskApi.encoded(prefix));
      return api.get("/api/v1/task" + query).list("tasks");
    }

    private int print(List<?> tasks) {
      for (var task : tasks) {
        if (task instanceof Map<?, ?> fields) {
          out.println(
              "%-8s  %-28s  %s".formatted(
                  fields.get("state"), fields.get("name"), fields.get("message")));
        }
      }
      return tasks.size();
    }
  }

  @Command(name = "get", description = "Show a task with its steps, or a step, as JSON.")
  static final class Get implements Callable<Integer> {
    private final Surroundings around;
    private final PrintStream out;

    @Mixin
    final ClientOptions options = new ClientOptions();

    @Parameters(index = "0", paramLabel = "TASK")
    String task = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "STEP", defaultValue = "")
    String step = "";

    Get(Surroundings around, PrintStream out) {
      this.around = around;
      this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return use(options, around, api -> {
        if (step.isEmpty()) {
          out.println(JsonValues.text(api.require(TaskApi.path(task)).data()));
          out.println(JsonValues.text(api.require(TaskApi.path(task) + "/step").data()));
        } else {
          out.println(JsonValues.text(api.require(TaskApi.path(task, step)).data()));
        }
        return ExitStatus.ALL_SUCCEEDED;
      });
    }
  }

  @Command(name = "logs", description = "Print what a step has printed, or all steps.")
  static final class Logs implements Callable<Integer> {
    private final Surroundings around;
    private final PrintStream out;

    @Mixin
    final ClientOptions options = new ClientOptions();

    @Option(names = {"-f", "--follow"}, description = "Keep printing until the task has ended")
    boolean follows;

    @Parameters(index = "0", paramLabel = "TASK")
    String task = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "STEP", defaultValue = "")
    String step = "";

    Logs(Surroundings around, PrintStream out) {
      this.around = around;
      this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return use(options, around, api -> {
        if (follows) {
          var _ = api.require(step.isEmpty() ? TaskApi.path(task) : TaskApi.path(task, step));
          return new TaskWatch(api, task, step, out, System.err).run();
        }
        var steps = step.isEmpty() ? steps(api) : List.of(step);
        for (var one : steps) {
          var _ = api.require(TaskApi.path(task, one));
          try (var reply = api.open(TaskApi.path(task, one) + "/log", "text/plain")) {
            long _ = reply.body().transferTo(out);
          }
        }
        out.flush();
        return ExitStatus.ALL_SUCCEEDED;
      });
    }

    private List<String> steps(TaskApi api) throws IOException, InterruptedException {
      var data = api.require(TaskApi.path(task) + "/step").data();
      return (data instanceof List<?> list ? list : List.of())
          .stream()
          .map(one -> one instanceof Map<?, ?> fields ? String.valueOf(fields.get("name")) : "")
          .toList();
    }
  }

  /// Kills, pauses or resumes.
  @Command(description = "Kill, pause or resume a task, or a step of it.")
  static final class Control implements Callable<Integer> {
    private final Surroundings around;
    private final String action;

    @Mixin
    final ClientOptions options = new ClientOptions();

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "", description = "With pause: resume it after this time, such as 5m")
    String duration = "";

    @Parameters(index = "0", paramLabel = "TASK")
    String task = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "STEP", defaultValue = "")
    String step = "";

    Control(Surroundings around, String action) {
      this.around = around;
      this.action = action;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (!duration.isEmpty()) {
        if (!action.equals("pause")) {
          throw new UserError(ExitStatus.USAGE, "--duration belongs to pause");
        }
        var _ = Checked.positiveTime("--duration", duration);
      }
      return use(options, around, api -> {
        var path = step.isEmpty() ? TaskApi.path(task) : TaskApi.path(task, step);
        var query = "?action=" + action + (duration.isEmpty() ? "" : "&duration=" + duration);
        var _ = api.send("PUT", path + query);
        return ExitStatus.ALL_SUCCEEDED;
      });
    }
  }

  @Command(name = "rm", description = "Delete a task; one that runs is killed first.")
  static final class Remove implements Callable<Integer> {
    private final Surroundings around;

    @Mixin
    final ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "TASK")
    String task = "";

    Remove(Surroundings around) {
      this.around = around;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return use(options, around, api -> {
        var _ = api.send("DELETE", TaskApi.path(task));
        return ExitStatus.ALL_SUCCEEDED;
      });
    }
  }
}
