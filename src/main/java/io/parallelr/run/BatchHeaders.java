package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.header.HeaderException;
import io.parallelr.header.HeaderRules;
import io.parallelr.header.Headers;
import io.parallelr.header.LateHeaders;
import io.parallelr.header.TaskHeaders;
import io.parallelr.queue.Claim;
import io.parallelr.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what the task files of a run say of themselves, where that counts.
public final class BatchHeaders {
  private static final Logger log = LoggerFactory.getLogger(BatchHeaders.class);

  /// From how many files on they are read while the run goes: to open that many takes a second
  /// where each has to come from a disk.
  private static final int MANY = 10_000;

  private final boolean areRead;
  private final boolean mayBeLate; // whether names need not be known before the first is taken
  private final HeaderRules rules;

  BatchHeaders(ResolvedRun run) {
    this.mayBeLate = run.earlier().isEmpty();
    this.areRead = run.settings().execution().headers();
    this.rules = HeaderRules.ofFiles(
        run.settings().limits().maxTimeout(),
        run.settings().limits().maxWorkers(),
        run.settings().execution().retries(),
        run.spec().secretVariables());
  }

  /// Those of a batch.
  ///
  /// @throws UserError if any is wrong that is read before the run
  TaskHeaders of(Batch batch) {
    try {
      if (!areRead) {
        return Headers.NONE;
      }
      if (mayBeLate && batch.files().size() >= MANY) {
        return new LateHeaders(batch.files(), rules, log::warn);
      }
      return batch.templateFile().isPresent()
          ? Headers.ofTemplate(batch.templateFile().get(), rules)
          : Headers.ofFiles(batch.files(), rules);
    } catch (HeaderException e) {
      throw wrong(e.lines());
    }
  }

  /// That headers are wrong.
  ///
  /// @param found what is wrong, in lines
  public static UserError wrong(List<String> found) {
    var lines = new ArrayList<>(found);
    lines.add("nothing was run; correct these headers, or ignore them with --no-headers");
    return new UserError(ExitStatus.USAGE, lines);
  }

  /// Those of a batch that is longer than it was.
  ///
  /// @param known those that were read before
  /// @param from where what was added begins
  /// @throws HeaderException if any is wrong
  TaskHeaders of(Batch batch, TaskHeaders known, int from) throws HeaderException {
    return areRead && batch.templateFile().isEmpty()
        ? known.with(batch.files(), from, rules)
        : known;
  }

  /// The files that wait in a watched directory, each with its header.
  Batch waiting(Batch batch) {
    return areRead ? batch.amended(Headers.ofQueue(batch.files(), rules)) : batch;
  }

  /// The task of a file that was taken from a watched directory, with its header.
  Task taken(Task plain, Claim claim) {
    return areRead
        ? Headers.ofTaken(claim.path(), claim.original(), plain, rules, log::warn)
        : plain;
  }
}
