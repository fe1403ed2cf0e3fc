package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.batch.BatchPlan;
import io.parallelr.batch.InputException;
import io.parallelr.batch.OrderedPlan;
import io.parallelr.batch.TaskFiles;
import io.parallelr.daemon.ControlAnswer;
import io.parallelr.daemon.ControlRequest;
import io.parallelr.engine.Engine;
import io.parallelr.header.HeaderException;
import io.parallelr.header.TaskHeaders;
import io.parallelr.os.NativeText;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskSelector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The tasks of a batch while it runs.
final class BatchControl implements WorkControl {
  private static final int MOST_FOUND = 3;

  private final Engine engine;
  private final Plans plans;
  private final ReadyRun run;
  private volatile Batch batch; // replaced as a whole, by one request at a time

  private volatile TaskHeaders headers; // likewise

  /// What the engine runs.
  ///
  /// @param all tasks
  /// @param ordered the same, with what waits for others
  record Plans(BatchPlan all, OrderedPlan ordered) {}

  /// @param headers of the files of the batch
  BatchControl(Engine engine, Plans plans, Batch batch, TaskHeaders headers, ReadyRun run) {
    this.engine = engine;
    this.plans = plans;
    this.batch = batch;
    this.headers = headers;
    this.run = run;
  }

  /// What a task waits for, by their numbers.
  static IntFunction<Set<Integer>> predecessors(TaskHeaders headers) {
    return sequence -> {
      var before = headers.predecessors(sequence - 1);
      return before.isEmpty()
          ? before
          : before.stream().map(i -> i + 1).collect(Collectors.toSet());
    };
  }

  /// The names of tasks, by their numbers.
  static IntFunction<String> names(Batch batch) {
    return sequence -> batch.task(sequence - 1).name();
  }

  @Override
  public Optional<Long> total() {
    return Optional.of((long) batch.size());
  }

  @Override
  public synchronized ControlAnswer add(ControlRequest.Add request) {
    var before = batch;
    Batch after;
    var newHeaders = headers;
    List<String> names;
    try {
      if (request.areLines()) {
        after = before.withLines(request.tasks());
        names = request.tasks();
      } else {
        var files = new TaskFiles(run.spec().extensions(), NativeText.path(request.directory()))
            .find(request.tasks());
        after = before.withFiles(files);
        newHeaders = new BatchHeaders(run.resolved()).of(after, headers, before.size());
        names = after.files()
            .subList(before.size(), after.size())
            .stream()
            .map(NativeText::of)
            .toList();
        after = after.amended(newHeaders);
      }
    } catch (InputException | HeaderException e) {
      return ControlAnswer.refused("nothing was added: " + e.getMessage());
    }
    var more = after.from(before.size());
    if (more.isEmpty()) {
      return request.areLines()
          ? ControlAnswer
              .refused("nothing was added: blank lines and comments are not tasks")
          : ControlAnswer.done("nothing was added: it has all of them");
    }
    if (!engine.extend(() -> plans.all().expectMore(true))) {
      return ControlAnswer.refused("nothing was added: it starts no more tasks");
    }
    try {
      new Additions(names).append(run.directory().path());
    } catch (IOException e) {
      engine.extend(() -> plans.all().expectMore(false));
      return ControlAnswer.refused("nothing was added: " + Reason.withPath(e));
    }
    batch = after;
    headers = newHeaders;
    var all = after;
    var ordered = predecessors(newHeaders);
    boolean isAdded = engine.extend(() -> {
      plans.ordered().order(ordered, names(all));
      plans.all().add(more);
      plans.all().expectMore(false);
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
  public Optional<String> waitForOthers() {
    var ordered = plans.ordered();
    int held = engine.read(ordered::waitingForOthers);
    var first = engine.read(ordered::firstWaiting);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    var task = batch.task(first.getAsInt() - 1);
    return waitsFor(task).map(
        why -> held == 1
            ? "task %d (%s) %s".formatted(task.sequence(), TaskNames.brief(task), why)
            : "%d of them wait for others; task %d (%s) %s"
                .formatted(held, task.sequence(), TaskNames.brief(task), why));
  }

  @Override
  public Optional<String> waitsFor(Task task) {
    var others = engine.read(() -> plans.ordered().waitsFor(task.sequence()));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "waits for %s, after which its header puts it".formatted(
                others.stream()
                    .sorted()
                    .limit(MOST_FOUND)
                    .map(i -> batch.task(i - 1).name())
                    .collect(Collectors.joining(" and "))
                    + (others.size() > MOST_FOUND ? " and others" : "")));
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
