package io.parallelr.run;

import io.parallelr.batch.Batch;
import io.parallelr.daemon.RunningTask;
import io.parallelr.engine.RunListener;
import io.parallelr.journal.Past;
import io.parallelr.journal.PastTasks;
import io.parallelr.task.Count;
import io.parallelr.task.Outcome;
import io.parallelr.task.Output;
import io.parallelr.task.Printable;
import io.parallelr.task.RunSummary;
import io.parallelr.task.Secrets;
import io.parallelr.task.Status;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import io.parallelr.task.TaskSelector;
import io.parallelr.task.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is left to do of an earlier run: which of its tasks are skipped, resumed, or run.
///
/// Found out in one pass over all tasks; of each a few bits are kept. For one thread.
public final class ResumePlan {
  private static final Logger log = LoggerFactory.getLogger(ResumePlan.class);
  private static final int TASKS_BETWEEN_LOOKS = 1 << 10;

  private final ResumeRequest request;
  private final Batch batch;
  private final PastTasks past;
  private final Secrets secrets;
  private final Optional<Instant> argumentsChanged;
  private final BitSet skipped = new BitSet();
  private int skippedFailures;
  private boolean recordsUnknown;
  private final BitSet left = new BitSet(); // not asked for, and without a result
  private final Map<Integer, Integer> attempts = new HashMap<>(); // before, of those to run
  private final Map<Integer, Integer> adopted = new LinkedHashMap<>(); // the same, of orphans
  private final Map<Integer, String> ended = new HashMap<>(); // how, of those that have

  /// Takes over tasks that still run.
  public interface Adopter {
    /// What runs, by its number in what is known.
    Map<Integer, RunningTask> running(PastTasks past) throws InterruptedException;

    /// Takes one as the task of that name; false if what there was of it had to be ended.
    boolean adopt(RunningTask running, String name) throws InterruptedException;
  }

  private ResumePlan(ResumeRequest request, Batch batch, PastTasks past, Secrets secrets) {
    this.secrets = secrets;
    this.request = request;
    this.batch = batch;
    this.past = past;
    this.argumentsChanged =
        batch.argumentsFiles().stream().map(ResumePlan::changed).max(Comparator.naturalOrder());
  }

  private static Instant changed(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.MAX;
    }
  }

  /// Finds out, and says what is not as it was.
  ///
  /// @throws InterruptedException if this thread was interrupted; its flag is cleared
  public static ResumePlan of(
      ResumeRequest request,
      Batch batch,
      PastTasks past,
      Secrets secrets,
      Adopter adopter)
      throws InterruptedException {
    var plan = new ResumePlan(request, batch, past, secrets);
    plan.match(adopter);
    return plan;
  }

  private void match(Adopter adopter) throws InterruptedException {
    var running = adopter.running(past);
    var changes = new ListChanges(batch, past, secrets);
    var unseen = new FirstNames();
    var chosen = request.only().isEmpty() ? new BitSet() : choose();
    for (int i = 0; i < batch.size(); i++) {
      letInterrupt(i);
      int known = find(i);
      if (known < 0) {
        changes.unknown(i);
        left.set(i, !request.only().isEmpty() && !chosen.get(i));
        continue;
      }
      changes.known(i, known);
      if (!request.only().isEmpty() && !chosen.get(i)) {
        (past.get(known).finalResult().isPresent() ? skipped : left).set(i);
        continue;
      }
      int index = i;
      var last = past.get(known);
      var orphan = running.remove(known);
      if (orphan != null && isTriedAgain(orphan, chosen.get(i))) {
        continue;
      }
      if (orphan != null && adopter.adopt(orphan, batch.task(i).name())) {
        adopted.put(i, orphan.origin().attempt() - 1);
        if (EndedTasks.hasEnded(orphan)) {
          ended.put(i, EndedTasks.how(orphan, request.earlier().runs()));
        }
      } else if (last.endIsUnknown()) {
        unseen.add(() -> batch.task(index).name());
        if (request.runsUnknown()) {
          attempts.put(i, last.attempt());
        } else {
          skipped.set(i);
          recordsUnknown = true;
        }
      } else if (!chosen.get(i) && outcome(last).isPresent()) {
        skipped.set(i);
        if (last.finalResult().filter(Status.SUCCESS::equals).isEmpty()) {
          skippedFailures++;
        }
      }
    }
    changes.report(request.earlier().tasks());
    if (unseen.count() > 0) {
      log.warn(
          "{} had started, but no end is recorded; {}: {}",
          Count.of(unseen.count(), "task"),
          request.runsUnknown() ? "run again" : "recorded as ERROR",
          unseen);
    }
    reportLeft(running);
  }

  /// Whether a task is to be run again that has ended without its supervisor.
  private boolean isTriedAgain(RunningTask orphan, boolean isChosen) {
    var runs = request.earlier().runs();
    return request.runsFailed() && EndedTasks.hasEnded(orphan)
        && (isChosen || EndedTasks.hasFailed(orphan, runs));
  }

  /// The tasks that are asked for by their numbers in the earlier run, or by name.
  private BitSet choose() throws InterruptedException {
    var byName = new HashMap<TaskSelector, BitSet>();
    var byNumber = new HashMap<TaskSelector, BitSet>();
    for (int i = 0; i < batch.size(); i++) {
      letInterrupt(i);
      var task = batch.task(i);
      int known = find(i);
      int number = known < 0 ? task.sequence() : past.lastSequence(known);
      for (var selector : request.only()) {
        if (selector.names(task.name(), task.input().arguments())) {
          byName.computeIfAbsent(selector, _ -> new BitSet()).set(i);
        }
        if (selector.sequence().equals(OptionalInt.of(number))) {
          byNumber.computeIfAbsent(selector, _ -> new BitSet()).set(i);
        }
      }
    }
    var chosen = new BitSet();
    for (var selector : request.only()) {
      chosen.or(one(selector, byNumber.getOrDefault(selector, byName.get(selector))));
    }
    return chosen;
  }

  private BitSet one(TaskSelector selector, @Nullable BitSet found) {
    var run = request.earlier().newest().id();
    if (found == null) {
      throw new UserError(
          ExitStatus.USAGE,
          "run %s has no task %s; parallelr show %s --all lists those that it ran"
              .formatted(run, Printable.of(selector.text()), run));
    }
    if (found.cardinality() > 1) {
      var names = new FirstNames();
      found.stream().forEach(i -> names.add(() -> batch.task(i).name()));
      throw new UserError(
          ExitStatus.USAGE,
          "task %s of run %s is ambiguous: %s; give its number or its whole name"
              .formatted(Printable.of(selector.text()), run, names));
    }
    return found;
  }

  private static void reportLeft(Map<Integer, RunningTask> running) {
    var left = new FirstNames();
    running.values()
        .stream()
        .filter(task -> !EndedTasks.hasEnded(task))
        .forEach(task -> left.add(() -> task.origin().task()));
    if (left.count() > 0) {
      log.warn(
          "{}, but not part of this run; left alone: {}",
          left.count() == 1
              ? "1 task of the earlier run is still running"
              : left.count() + " tasks of the earlier run are still running",
          left);
    }
  }

  private static void letInterrupt(int count) throws InterruptedException {
    if (count % TASKS_BETWEEN_LOOKS == 0 && Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private int find(int index) {
    int known = past.hasMasked() // by what is left of lines without what is secret in them
        ? past.find(past.identities().of(secrets.masked(batch.task(index))))
        : -1;
    known = known < 0 ? past.find(batch.identity(index, past.identities())) : known;
    return known < 0 && argumentsChanged.isPresent()
        ? past.findLine(batch.task(index).name(), argumentsChanged)
        : known;
  }

  /// Whether a task is taken over from its dead supervisor instead of being started: it still runs,
  /// or it has [ended][#ended(Task)].
  public boolean adopts(Task task) {
    return adopted.containsKey(task.sequence() - 1);
  }

  /// How a task has ended that still ran when its supervisor died, in a word or a sentence; empty
  /// if it runs. Its result is recorded, and it is not started.
  public Optional<String> ended(Task task) {
    return Optional.ofNullable(ended.get(task.sequence() - 1));
  }

  /// Reports the tasks that are not run, all as of one moment.
  ///
  /// @param nowNanos the same moment by the ticker
  /// @return what they count as
  RunSummary skip(RunListener listener, Instant now, long nowNanos) throws InterruptedException {
    var summary = RunSummary.EMPTY;
    int count = 0;
    for (int i = skipped.nextSetBit(0); i >= 0; i = skipped.nextSetBit(i + 1)) {
      letInterrupt(++count);
      var result = result(
          batch.task(i),
          outcome(past.get(find(i))).orElseThrow(),
          now,
          nowNanos);
      listener.finished(result);
      summary = summary.plus(result);
    }
    return summary;
  }

  /// The tasks to run, those that already run first: their time limits have begun. Holds nothing of
  /// what was read.
  ///
  /// @param order in which they start: their numbers, from 0
  public Iterable<Task> tasks(Supplier<IntStream> order) {
    var none = new BitSet();
    none.or(skipped);
    none.or(left);
    return tasks(batch, order, none, adopted, attempts);
  }

  /// How many have a result already, and are skipped.
  public int skipped() {
    return skipped.cardinality();
  }

  /// The indexes of those that are not run, as others were asked for, and have no result.
  IntStream leftOut() {
    return left.stream();
  }

  /// Why there is nothing to run, and nothing to record; empty if there is.
  public Optional<NothingToDo> nothingToDo() {
    return skipped.cardinality() == batch.size() && !recordsUnknown
        ? Optional.of(
            new NothingToDo(request.earlier().newest().id(), batch.size(), skippedFailures))
        : Optional.empty();
  }

  /// How many are not run, as others were asked for, and have no result.
  public int left() {
    return left.cardinality();
  }

  private static Iterable<Task> tasks(
      Batch batch,
      Supplier<IntStream> order,
      BitSet notRun,
      Map<Integer, Integer> adopted,
      Map<Integer, Integer> attempts) {
    return () -> Stream.concat(
        adopted.entrySet().stream().map(e -> batch.task(e.getKey()).after(e.getValue())),
        order.get()
            .filter(i -> !notRun.get(i) && !adopted.containsKey(i))
            .mapToObj(i -> batch.task(i).after(attempts.getOrDefault(i, 0))))
        .iterator();
  }

  /// The result of a task that is not run; empty if it is run.
  private Optional<Outcome> outcome(Past last) {
    if (last.endIsUnknown()) {
      return Optional.of(new Outcome.Lost("its supervisor died, and nobody saw how it ended"));
    }
    return last.finalResult()
        .filter(
            status -> status == Status.SUCCESS || !request.runsFailed()
                || !request.only().isEmpty())
        .map(
            status -> new Outcome.Skipped(
                new Outcome.Earlier(last.run(), last.sequence(), status)));
  }

  private static TaskResult result(
      Task task,
      Outcome outcome,
      Instant now,
      long nowNanos) {
    return new TaskResult(
        task.unplaced(),
        0,
        now,
        nowNanos,
        Duration.ZERO,
        0,
        outcome,
        Output.NONE,
        Output.NONE,
        Usage.NONE);
  }
}
