package io.parallelr.cli;

import java.util.List;
import java.util.stream.Stream;

/// What stands at the end of the help: examples, and the commands that have a help of their own.
final class HelpFooter {
  private static final List<String> EXAMPLES = List.of(
      "",
      "Examples:",
      "  parallelr -T ./tasks -C \"bash @TASK@\"          show what would be run",
      "  parallelr -T ./tasks -C \"bash @TASK@\" -r -m 8  run it, eight at a time",
      "  parallelr -A hosts.txt -C \"ping -c1 @ARG@\" -r  run a command for each line",
      "  parallelr -T ./tasks -C \"bash @TASK@\" -r -d    run it detached",
      "  parallelr --list-workers ; parallelr -k PID     see what is running, end it",
      "  parallelr --resume last                         resume a run that was cut off",
      "  parallelr -T ./in -C \"bash @TASK@\" -r --watch   run files as they arrive",
      "  parallelr log last TASK -f                      follow what a task prints",
      "  parallelr retry last --failed                   run again what failed",
      "  parallelr clean --older-than 30d --keep 20      delete old runs");

  private static final List<Group> GROUPS = List.of(
      new Group(
          "Commands for runs that are alive:",
          List.of(
              new Line("top", "watch live runs on the terminal, and control them"),
              new Line("slots", "change how many tasks run at once"),
              new Line("pause", "start nothing more for a while"),
              new Line("unpause", "continue a run that is paused"),
              new Line("add", "add tasks to a batch"),
              new Line("explain", "say what a run or a task waits for"),
              new Line("wait", "wait for the end of runs"),
              new Line("drain", "end a run when its running tasks end"),
              new Line("kill", "end a run or one of its tasks"))),
      new Group(
          "Commands for all runs and their results:",
          List.of(
              new Line("runs", "list runs"),
              new Line("show", "show a run and what failed in it"),
              new Line("log", "print what tasks printed"),
              new Line("stats", "show times and memory of a run"),
              new Line("report", "report on runs as text, page, JSON or CSV"),
              new Line("diff", "compare two runs"),
              new Line("psr", "select and add up lines of results"),
              new Line("resume", "resume a run that was cut off"),
              new Line("retry", "run tasks of a run again"),
              new Line("clean", "delete old runs"))),
      new Group(
          "Commands for queues and servers:",
          List.of(
              new Line("queue", "show the state of a watched directory"),
              new Line("serve", "run a server of jobs"),
              new Line("jobs", "submit jobs to a server, list and control them"))),
      new Group("Help:", List.of(new Line("help", "show the help of a command"))));

  private HelpFooter() {}

  /// Commands that belong together.
  private record Group(String title, List<Line> commands) {}

  /// A command, and what it does.
  private record Line(String name, String summary) {
    @Override
    public String toString() {
      return "  %-9s%s".formatted(name, summary);
    }
  }

  /// All lines.
  static String[] lines() {
    var commands = GROUPS.stream()
        .flatMap(
            group -> Stream.concat(
                Stream.of("", group.title()),
                group.commands().stream().map(Line::toString)));
    var end = Stream.of("", "'parallelr help COMMAND' shows the help of each.");
    return Stream.of(EXAMPLES.stream(), commands, end)
        .flatMap(lines -> lines)
        .toArray(String[]::new);
  }

  /// The names of the commands, as they are listed.
  static List<String> commands() {
    return GROUPS.stream()
        .flatMap(group -> group.commands().stream())
        .map(Line::name)
        .toList();
  }
}
