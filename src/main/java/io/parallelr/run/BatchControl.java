package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.batch.BatchPlan;
import io.parallelr.batch.InputException;
import io.parallelr.batch.TaskFiles;
import io.parallelr.daemon.ControlAnswer;
import io.parallelr.daemon.ControlRequest;
import io.parallelr.engine.Engine;
import io.parallelr.os.NativeText;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskSelector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// The tasks of a batch while it runs.
final class BatchControl implements WorkControl {
  private static final int MOST_FOUND = 3;

  private final Engine engine;
  private final BatchPlan plan;
  private final Path run;
  private final List<String> extensions;
  private volatile Batch batch; // replaced as a whole, by one request at a time

  /// @param run its directory
  /// @param extensions of task files; empty for any
  BatchControl(Engine engine, BatchPlan plan, Batch batch, Path run, List<String> extensions) {
    this.engine = engine;
    this.plan = plan;
    this.batch = batch;
    this.run = run;
    this.extensions = extensions;
  }

  @Override
  public Optional<Long> total() {
    return Optional.of((long) batch.size());
  }

  @Override
  public synchronized ControlAnswer add(ControlRequest.Add request) {
    var before = batch;
    Batch after;
    List<String> names;
    try {
      if (request.areLines()) {
        after = before.withLines(request.tasks());
        names = request.tasks();
      } else {
        var files = new TaskFiles(extensions, NativeText.path(request.directory()))
            .find(request.tasks());
        after = before.withFiles(files);
        names = after.from(before.size()).stream().map(Task::name).toList();
      }
    } catch (InputException e) {
      return ControlAnswer.refused("nothing was added: " + e.getMessage());
    }
    var more = after.from(before.size());
    if (more.isEmpty()) {
      return ControlAnswer.done("nothing was added: it has all of them");
    }
    if (!engine.extend(() -> plan.expectMore(true))) {
      return ControlAnswer.refused("nothing was added: it starts no more tasks");
    }
    try {
      new Additions(names).append(run);
    } catch (IOException e) {
      engine.extend(() -> plan.expectMore(false));
      return ControlAnswer.refused("nothing was added: " + Reason.withPath(e));
    }
    batch = after;
    boolean isAdded = engine.extend(() -> {
      plan.add(more);
      plan.expectMore(false);
    });
    return isAdded
        ? ControlAnswer.done(
            "%s added: %d in all".formatted(Count.of(more.size(), "task"), after.size()))
        : ControlAnswer.refused(
            "it starts no more tasks, but has recorded these: --resume runs them");
  }

  @Override
  public List<Task> find(String name) {
    var tasks = batch;
    var number = number(name);
    if (number.isPresent() && number.getAsInt() <= tasks.size()) {
      return List.of(tasks.task(number.getAsInt() - 1));
    }
    var selector = new TaskSelector(name);
    return IntStream.range(0, tasks.size())
        .mapToObj(tasks::task)
        .filter(task -> selector.names(task.name(), task.input().arguments()))
        .limit(MOST_FOUND)
        .toList();
  }

  private static OptionalInt number(String text) {
    return text.matches("[1-9]\\d{0,8}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  @Override
  public Optional<String> waitsFor() {
    return Optional.empty();
  }

  @Override
  public String unknown(String name, Optional<String> reason) {
    return "it has no task '%s'; give its number, its name, the last part of that, or its arguments"
        .formatted(name);
  }
}
