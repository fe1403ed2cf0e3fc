package io.parallelr.queue;

import io.parallelr.engine.Engine;
import io.parallelr.engine.RunListener;
import io.parallelr.engine.Ticker;
import io.parallelr.os.FileCalls;
import io.parallelr.task.Reason;
import io.parallelr.task.Task;
import io.parallelr.task.TaskResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes files from a queue while there are free slots for them, and puts them away when their
/// tasks have ended.
///
/// Files are taken by a thread of its own, no more of them than can start at once: other supervisors
/// of the same queue get the rest. What may take long is done by other threads: looking at the
/// directory, and recovering what dead supervisors have left. Nothing delays the sign of life.
public final class Intake implements RunListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration A_MOMENT = Duration.ofMillis(50);
  private static final Duration BETWEEN_RETRIES = Duration.ofMinutes(1);
  /// How many of the waiting files are known at once.
  private static final int WINDOW = 50_000;

  /// Makes the task for a file.
  public interface TaskMaker {
    Task task(int sequence, Claim claim);
  }

  /// What is done with files.
  ///
  /// @param isStopping whether what is cancelled goes back into the queue
  /// @param changes knows whose files changed while they ran
  public record Policy(CompletionActions actions, BooleanSupplier isStopping,
      ChangeCheck changes) {}

  private final QueueDirectory queue;
  private final Claims claims;
  private final ClaimRecovery recovery;
  private final Admission admission;
  private final Arrivals arrivals;
  private final Candidates candidates;
  private final ScanSchedule scans;
  private final Refusals refusals;
  private final DirectoryEvents events;
  private final IntakeSettings settings;
  private final TaskMaker maker;
  private final InboxPlan plan;
  private final Engine engine;
  private final boolean tellsWriters;
  private final RunningClaims running;
  private final AtomicInteger sequence = new AtomicInteger();
  private final RepeatingThread heartbeat;
  private final RepeatingThread keeper;
  private final RepeatingThread recoveries;
  private final Thread thread;
  private final Ticker ticker;
  private long retriedAt;
  private volatile boolean isClosed;

  /// Begins to take files.
  ///
  /// @param claims closed with this
  /// @param onFailure called if no more files can be taken
  public Intake(
      QueueDirectory queue,
      Claims claims,
      Policy policy,
      PriorRunLookup remains,
      IntakeSettings settings,
      TaskMaker maker,
      InboxPlan plan,
      Engine engine,
      Ticker ticker,
      Consumer<RuntimeException> onFailure) {
    Consumer<RuntimeException> ifOpen = problem -> {
      if (!isClosed) {
        onFailure.accept(problem);
      }
    };
    this.queue = queue;
    this.ticker = ticker;
    this.retriedAt = ticker.nanos();
    this.claims = claims;
    this.running = new RunningClaims(queue, claims, policy);
    this.recovery =
        new ClaimRecovery(queue, claims, policy.actions(), remains, ticker, this::offer);
    this.admission =
        new Admission(engine::room,
            new CircuitBreaker(settings.breaker(), settings.closedFor()), ticker);
    this.arrivals =
        new Arrivals(queue.path(), settings.selection(), settings.order(), WINDOW, ticker);
    this.candidates = new Candidates(settings.order().comparator(), settings.settle(), WINDOW);
    this.scans = new ScanSchedule(settings.rescan(), ticker);
    this.refusals = new Refusals(claims.directory(), ticker.nanos());
    this.settings = settings;
    this.maker = maker;
    this.plan = plan;
    this.engine = engine;
    this.tellsWriters = settings.settle().isPositive() && FileCalls.tellsWriters(queue.path());
    this.events = DirectoryEvents.of(queue.path(), this::heard);
    this.heartbeat = RepeatingThread.start("heartbeat", HEARTBEAT, ticker, claims::beat, ifOpen);
    this.keeper = RepeatingThread.start("keeper", HEARTBEAT, ticker, this::keep, ifOpen);
    this.recoveries = RepeatingThread.start("recovery", HEARTBEAT, ticker, this::recover, ifOpen);
    RepeatingThread.once("scan", this::look, ifOpen);
    this.thread = RepeatingThread.once("intake", this::take, ifOpen);
  }

  /// Notes results before anything else is done with them: a task that has ended is not run again,
  /// no matter what happens afterwards.
  public RunListener first() {
    return running.first();
  }

  @Override
  public void started(Task task, int slot, Instant when) {
    admission.started(task, slot, when);
  }

  @Override
  public void finished(TaskResult result) {
    running.finished(result);
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
    recovery.stop();
    recoveries.close();
    recoveries.interrupt();
    keeper.close();
    scans.close();
    admission.stir();
    heartbeat.close();
    try (claims; events) {
      thread.join();
      keeper.await();
      heartbeat.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry
    }
  }

  private void heard() {
    scans.heard();
    admission.stir();
  }

  private void keep() {
    if (ticker.nanos() - retriedAt > BETWEEN_RETRIES.toNanos()) {
      retriedAt = ticker.nanos();
      claims.retry();
    }
    try {
      refusals.keep(ticker.nanos());
    } catch (IOException e) {
      log.debug("the list of what cannot be taken is not written: {}", Reason.of(e));
    }
    claims.sync();
  }

  private void recover() throws InterruptedException {
    try {
      recovery.run();
    } catch (IOException e) {
      throw new QueueFault(queue, e);
    }
  }

  private void look() throws InterruptedException {
    while (scans.await()) {
      try {
        var look = arrivals.look(
            f -> claims.holds(f.name()) || refusals.has(f),
            (file, e) -> refuse(file, Names.of(file).hashCode(), e));
        scans.looked();
        candidates.replace(look.first(), look.isPartial());
        if (!look.first().isEmpty()) {
          admission.stir();
        }
      } catch (IOException e) {
        throw new QueueFault(queue, e);
      }
    }
  }

  private void take() throws InterruptedException {
    while (!isClosed) {
      if (!admission.isFree()) {
        admission.await(settings.rescan().compareTo(HEARTBEAT) < 0 ? HEARTBEAT : settings.rescan());
      } else if (!takeNext()) {
        scans.want(false);
        admission.await(untilNext());
      } else if (candidates.isLow()) {
        scans.want(true);
      } else if (isOutdated()) {
        scans.want(false);
      }
    }
  }

  private Duration untilNext() {
    var settled = candidates.untilNext(ticker.nanos()).orElse(settings.rescan());
    return settled.compareTo(settings.rescan()) < 0 ? settled : settings.rescan();
  }

  /// Files that come later may belong before those that are known, but by order of arrival.
  private boolean isOutdated() {
    return settings.order() != Order.ARRIVAL && scans.age() > settings.rescan().toNanos();
  }

  /// Takes the next file that is still there and still complete.
  ///
  /// @return false if there is none
  private boolean takeNext() {
    for (var next = candidates.next(ticker.nanos()); next.isPresent(); next =
        candidates.next(ticker.nanos())) {
      var file = next.get().file();
      var path = queue.path().resolve(file.name());
      try {
        var claim = take(file, path);
        if (claim.isPresent()) {
          refusals.taken(file.name());
          offer(claim.get());
          return true;
        }
      } catch (IOException e) {
        refuse(path, file.fingerprint(), e);
      }
    }
    return false;
  }

  private Optional<Claim> take(WaitingFile file, Path path) throws IOException {
    if (claims.holds(file.name())) {
      candidates.later(file, ticker.nanos(), A_MOMENT);
      return Optional.empty();
    }
    var now = WaitingFile.look(path);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    if (!now.get().isSame(file)) {
      candidates.settle(now.get(), ticker.nanos());
      return Optional.empty();
    }
    if (tellsWriters && FileCalls.isOpenForWriting(path)) {
      refusals.postpone(path, "a process still has it open for writing");
      candidates.settle(file, ticker.nanos());
      return Optional.empty();
    }
    return claims.take(path);
  }

  /// @throws QueueFault if it is not the file's fault
  private void refuse(Path path, long fingerprint, IOException e) {
    claims.requireServiceable(queue.path(), claims.directory());
    refusals.refuse(path, fingerprint, Reasons.of(e));
  }

  private void offer(Claim claim) {
    int number = sequence.incrementAndGet();
    running.add(number, claim);
    admission.taken(number);
    var task = maker.task(number, claim);
    engine.update(() -> plan.offer(task));
  }
}
