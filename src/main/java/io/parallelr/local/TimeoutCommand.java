package io.parallelr.local;

import io.parallelr.os.NativeText;
import io.parallelr.os.ShellCommand;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A command that looks at a task whose time is over before that is ended: for a thread dump, say.
/// What it prints goes to the error stream of the task.
///
/// @param text the script; empty for none
record TimeoutCommand(String text) {
  static final TimeoutCommand NONE = new TimeoutCommand("");
  private static final Logger log = LoggerFactory.getLogger(TimeoutCommand.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MARK = "PARALLELR_ON_TIMEOUT";

  /// Runs it. Blocks; an interrupt ends it.
  ///
  /// @param pid of the task's first process
  /// @param errors the file of the task's error stream
  void run(Task task, long pid, Path errors) throws InterruptedException {
    if (text.isEmpty()) {
      return;
    }
    try {
      var status = new ShellCommand(
          text,
          Map.of(
              "PARALLELR_PID", String.valueOf(pid),
              "PARALLELR_TASK", task.name(),
              "PARALLELR_SEQ", String.valueOf(task.sequence()),
              "PARALLELR_ATTEMPT", String.valueOf(task.attempt())),
          new ShellCommand.Mark(MARK, "%d.%d".formatted(pid, task.sequence())),
          Redirect.appendTo(NativeText.file(errors)),
          LIMIT).run();
      if (status.isEmpty()) {
        log.warn("{}: the command of --on-timeout has run for {} s, and was ended", task.name(),
            LIMIT.toSeconds());
      } else if (status.getAsInt() != 0) {
        log.warn("{}: the command of --on-timeout has exit status {}", task.name(),
            status.getAsInt());
      }
    } catch (IOException e) {
      log.warn("{}: --on-timeout: {}", task.name(), Reason.of(e));
    }
  }
}
