package io.parallelr.queue;

import io.parallelr.engine.Engine;
import io.parallelr.engine.RunListener;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes files from a queue while there are free slots for them, and puts them away when their
/// tasks have ended.
///
/// Files are taken by a thread of its own, no more of them than can start at once: other supervisors
/// of the same queue get the rest.
public final class Intake implements RunListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /// Makes the task for a file.
  public interface TaskMaker {
    Task task(int sequence, Claim claim);
  }

  private final QueueDirectory queue;
  private final Claims claims;
  private final Recovery recovery;
  private final Admission admission;
  private final Arrivals arrivals;
  private final DirectoryEvents events;
  private final Pace pace;
  private final TaskMaker maker;
  private final InboxPlan plan;
  private final Engine engine;
  private final BooleanSupplier isStopping;
  private final Consumer<RuntimeException> onFailure;
  private final Map<Integer, Claim> claimed = new ConcurrentHashMap<>();
  private final Thread thread;
  private Deque<Waiting> ready = new ArrayDeque<>();
  private long lookedAt;
  private Duration lookTook = Duration.ZERO;
  private int sequence;
  private volatile boolean isClosed;

  /// Begins to take files.
  ///
  /// @param claims closed with this
  /// @param isStopping whether what is cancelled goes back into the queue
  /// @param onFailure told once if no more files can be taken
  /// @throws IOException if the queue cannot be read
  public Intake(
      QueueDirectory queue,
      Claims claims,
      Disposal disposal,
      Remains remains,
      String boot,
      Pace pace,
      TaskMaker maker,
      InboxPlan plan,
      Engine engine,
      BooleanSupplier isStopping,
      Consumer<RuntimeException> onFailure)
      throws IOException {
    this.queue = queue;
    this.claims = claims;
    this.recovery = new Recovery(queue, claims, disposal, boot, remains);
    this.admission = new Admission(pace.slots(), new Gate(pace.breaker(), pace.closedFor()));
    this.arrivals = new Arrivals(queue.path(), pace.wanted(), pace.settle());
    this.pace = pace;
    this.maker = maker;
    this.plan = plan;
    this.engine = engine;
    this.isStopping = isStopping;
    this.onFailure = onFailure;
    this.events = DirectoryEvents.of(queue.path(), admission::stir);
    this.thread = Thread.ofPlatform().name("intake").daemon().start(this::work);
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    admission.started(task, slot, when);
  }

  @Override
  public void finished(TaskResult result) {
    if (result.isFinal()) {
      Optional.ofNullable(claimed.remove(result.task().sequence()))
          .ifPresent(claim -> putAway(claim, result));
    }
    admission.finished(result);
  }

  /// Whether tasks are let in, or too many have failed of late.
  public boolean isOpen() {
    return admission.isOpen();
  }

  /// Takes no more; what was taken and has not ended goes back.
  @Override
  public void close() throws IOException {
    isClosed = true;
    admission.stir();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry
    }
    events.close();
    claims.close();
  }

  private void putAway(Claim claim, TaskResult result) {
    try {
      if (result.outcome() instanceof Outcome.Cancelled && isStopping.getAsBoolean()) {
        claims.giveBack(claim);
      } else {
        claims.ended(claim, result.succeeded());
      }
    } catch (ClosedByInterruptException e) {
      log.debug("hurried: {} goes back with what is left", claim.path());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be put away: %s".formatted(claim.path(), e.getMessage()),
          e);
    }
  }

  private void work() {
    long nextBeat = System.nanoTime();
    try {
      while (!isClosed) {
        if (nextBeat - System.nanoTime() <= 0) {
          claims.beat();
          recovery.run().forEach(this::offer);
          nextBeat = System.nanoTime() + HEARTBEAT.toNanos();
        }
        if (!admission.isFree()) {
          admission.await(pace.rescan().compareTo(HEARTBEAT) < 0 ? HEARTBEAT : pace.rescan());
        } else if (!takeNext()) {
          Thread.sleep(lookTook); // however many events there are: other work goes on
          admission.await(untilNextLook());
        }
      }
    } catch (InterruptedException e) {
      log.debug("intake ends");
    } catch (IOException e) {
      onFailure.accept(
          new UncheckedIOException(
              "queue %s cannot be served: %s".formatted(queue.path(), e.getMessage()),
              e));
    } catch (RuntimeException e) {
      onFailure.accept(e);
    }
  }

  private Duration untilNextLook() {
    var settled = arrivals.untilNext(System.nanoTime()).orElse(pace.rescan());
    return settled.compareTo(pace.rescan()) < 0 ? settled : pace.rescan();
  }

  /// Takes the next file that is still there and still complete.
  ///
  /// @return false if there is none
  private boolean takeNext() throws IOException {
    if (ready.isEmpty() || isOutdated()) {
      look();
    }
    while (!ready.isEmpty()) {
      var file = ready.remove();
      boolean isSame = Waiting.look(file.path()).filter(file::isSame).isPresent();
      var claim = isSame ? claims.take(file.path()) : Optional.<Claim>empty();
      if (claim.isPresent()) {
        offer(claim.get());
        return true;
      }
    }
    return false;
  }

  /// Files that come later may belong before those that are known, but by order of arrival.
  private boolean isOutdated() {
    return pace.order() != Order.ARRIVAL
        && System.nanoTime() - lookedAt > pace.rescan().toNanos();
  }

  private void look() throws IOException {
    lookedAt = System.nanoTime();
    ready = new ArrayDeque<>(
        arrivals.complete(lookedAt)
            .stream()
            .filter(file -> !claims.holds(file.name()))
            .sorted(pace.order().comparator())
            .toList());
    lookTook = Duration.ofNanos(System.nanoTime() - lookedAt);
  }

  private void offer(Claim claim) {
    int number = ++sequence;
    claimed.put(number, claim);
    admission.taken(number);
    var task = maker.task(number, claim);
    engine.update(() -> plan.offer(task));
  }
}
