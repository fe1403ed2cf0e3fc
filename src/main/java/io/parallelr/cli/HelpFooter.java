package io.parallelr.cli;

import java.util.List;

/// What stands at the end of the help: examples, and the commands that have a help of their own.
final class HelpFooter {
  static final List<String> LINES = List.of(
      "",
      "Examples:",
      "  parallelr -T ./tasks -C \"bash @TASK@\"          show what would be run",
      "  parallelr -T ./tasks -C \"bash @TASK@\" -r -m 8  run it, eight at a time",
      "  parallelr -A hosts.txt -C \"ping -c1 @ARG@\" -r  run a command for each line",
      "  parallelr -T ./tasks -C \"bash @TASK@\" -r -d    run it detached",
      "  parallelr --list-workers ; parallelr -k PID     see what is running, end it",
      "  parallelr --resume last                         resume a run that was cut off",
      "  parallelr -T ./in -C \"bash @TASK@\" -r --watch   run files as they arrive",
      "  parallelr queue -T ./in                         show the state of the queue",
      "  parallelr runs ; parallelr show last            list runs, show what failed",
      "  parallelr log last TASK -f                      follow what a task prints",
      "  parallelr stats last                            show its times and memory",
      "  parallelr retry last --failed                   run again what failed",
      "  parallelr clean --older-than 30d --keep 20      delete old runs",
      "  parallelr pause ; parallelr unpause             pause the run, continue it",
      "While it runs: parallelr top, slots, pause, unpause, add, explain, drain, kill,",
      "wait; afterwards: report, diff, resume. Each of these has --help.");

  private HelpFooter() {}
}
