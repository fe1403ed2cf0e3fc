package io.parallelr.run;

import io.parallelr.engine.RunListener;
import io.parallelr.journal.Descriptions;
import io.parallelr.journal.Failures;
import io.parallelr.task.Outcome;
import io.parallelr.task.Printable;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A line in the log for each end of a task: to be read by people.
public final class TaskLog implements RunListener {
  private static final Logger log = LoggerFactory.getLogger(TaskLog.class);
  private final Path run;
  private final Supplier<Optional<Long>> tasks;
  private int done;

  /// @param run its directory
  /// @param tasks how many there are; empty if that shows only as they arrive
  public TaskLog(Path run, Supplier<Optional<Long>> tasks) {
    this.run = run;
    this.tasks = tasks;
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    if (log.isDebugEnabled()) {
      log.debug("slot {} starts {} (attempt {})", slot, TaskNames.of(task), task.attempt());
    }
  }

  @Override
  public synchronized void finished(TaskResult result) { // so that lines are in order of numbers
    done += result.isFinal() ? 1 : 0;
    if (result.outcome() instanceof Outcome.Skipped) {
      log.debug("{}", line(result, done));
    } else if (result.status() == Status.SUCCESS) {
      if (log.isInfoEnabled()) {
        log.info(Logging.SUCCESS, "{}", line(result, done));
      }
    } else {
      log.warn("{}", line(result, done));
    }
  }

  private String line(TaskResult result, int number) {
    var task = result.task();
    var text = new StringBuilder(160);
    text.append('[').append(number);
    tasks.get().ifPresent(all -> text.append('/').append(all));
    text.append("] ").append(result.status());
    text.append(' ').append(TaskNames.of(task)).append(" (");
    long millis = result.elapsed().toMillis();
    text.append(millis / 1000).append('.');
    text.append(Long.toString(millis % 1000 + 1000), 1, 4).append(" s, slot ");
    text.append(result.slot()).append(", task ").append(task.sequence());
    text.append(", attempt ").append(task.attempt()).append(')');
    Descriptions.error(result).ifPresent(e -> text.append(": ").append(e));
    if (result.status() != Status.SUCCESS) {
      Failures.lastLine(result)
          .ifPresent(last -> text.append("; stderr: ").append(Printable.of(last)));
    }
    appendOutputs(text, result);
    if (!result.isFinal()) {
      text.append("; attempt ").append(task.attempt() + 1).append(" of ");
      text.append(task.retries().count() + 1).append(" follows");
      var delay = task.nextAttempt().delay();
      if (delay.isPositive()) {
        text.append(" in ").append(delay.toMillis() / 1000.0).append(" s");
      }
    }
    return text.toString();
  }

  /// Where what it printed is, from the run's directory.
  private void appendOutputs(StringBuilder text, TaskResult result) {
    var stdout = Descriptions.file(result.stdout(), run);
    var stderr = Descriptions.file(result.stderr(), run);
    if (stdout.isPresent() || stderr.isPresent()) {
      text.append(" [").append(stdout.orElse(""));
      text.append(stdout.isPresent() && stderr.isPresent() ? " " : "");
      text.append(stderr.orElse("")).append(']');
    }
  }
}
