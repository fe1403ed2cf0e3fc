package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.batch.InputException;
import io.parallelr.batch.TaskFiles;
import io.parallelr.batch.TaskOrder;
import io.parallelr.history.Runs;
import io.parallelr.task.Input;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// In which order the tasks of a run start.
public final class StartOrder {
  private StartOrder() {}

  /// Makes sure that there is such an order.
  ///
  /// @throws UserError if there is none
  static void check(RunSpec spec) {
    if (spec.order().isPresent()) {
      try {
        var _ = TaskOrder.named(spec.order().get());
      } catch (InputException e) {
        throw refused(spec.order().get(), e);
      }
    }
  }

  private static UserError refused(String order, InputException e) {
    return new UserError(ExitStatus.USAGE, option(order) + ": " + e.getMessage(), e);
  }

  /// The numbers of its tasks, from 0, as they start.
  ///
  /// @param id of the run itself, which is not one of the earlier ones
  /// @throws UserError if what was asked for is not possible
  public static Supplier<IntStream> of(ResolvedRun run, Batch batch, String id) {
    var order = run.spec().order();
    if (order.isEmpty() || run.spec().watch()) {
      return () -> IntStream.range(0, batch.size()); // of a product, there may be very many
    }
    try {
      var numbers = TaskOrder.named(order.get())
          .of(
              batch,
              places(run, batch),
              () -> EarlierDurations.of(new Runs(run.installation().runs()), batch, id)::nanos);
      return () -> IntStream.of(numbers);
    } catch (InputException e) {
      throw refused(order.get(), e);
    }
  }

  /// What is said of an order that nobody could tell otherwise; empty if there is nothing to say.
  public static Optional<String> described(RunSpec spec) {
    return spec.order()
        .filter(order -> order.startsWith(TaskOrder.shuffled("")))
        .map(
            order -> "tasks start in random order; --shuffle=%s repeats it"
                .formatted(order.substring(TaskOrder.shuffled("").length())));
  }

  /// The tasks of a batch in an order.
  public static Iterable<Task> tasks(Batch batch, Supplier<IntStream> order) {
    return () -> order.get().mapToObj(batch::task).iterator();
  }

  private static String option(String order) {
    return order.startsWith(TaskOrder.shuffled("")) ? "--shuffle" : "--order";
  }

  /// Files are sorted by path; which source each comes from is looked up only where there
  /// are several.
  private static IntToLongFunction places(ResolvedRun run, Batch batch) throws InputException {
    var spec = run.spec();
    if (!batch.argumentsFiles().isEmpty() || spec.sources().size() < 2) {
      return i -> i;
    }
    Map<Path, Integer> sources = new HashMap<>();
    var files = new TaskFiles(spec.extensions(), spec.directory());
    for (int i = 0; i < spec.sources().size(); i++) {
      for (var file : files.find(spec.sources().subList(i, i + 1))) {
        sources.putIfAbsent(file, i);
      }
    }
    return i -> batch.task(i).input() instanceof Input.File(var path)
        ? sources.getOrDefault(path, Integer.MAX_VALUE)
        : i;
  }
}
