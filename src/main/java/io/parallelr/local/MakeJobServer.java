package io.parallelr.local;

import io.parallelr.engine.Backend;
import io.parallelr.engine.BackendDecorator;
import io.parallelr.os.NativeText;
import io.parallelr.os.Spawner;
import io.parallelr.os.TokenPipe;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Shares the slots of a run between its tasks and the jobs that these start: a jobserver like GNU
/// make's. Each slot has a token. A task takes the tokens of its slots before it starts and gives
/// them back when it ends; with the others, programs in tasks may start further jobs.
///
/// What a program that was killed had taken is lost until no task runs. Then nobody can have any,
/// and there are as many as slots again. May be used by any number of threads.
public final class MakeJobServer implements BackendDecorator, AutoCloseable {
  /// How long a task that waits for a token may take to see that it was cancelled, or that another
  /// has given up its turn.
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Backend backend;
  private final Kind kind;
  private final TokenPipe pipe;
  private final String inherited;
  /// One collects at a time, in the order in which they came: else two tasks that need several
  /// could each have what the other waits for.
  private final ReentrantLock turn = new ReentrantLock(true);
  private int slots; // guarded by this, as are the others
  private int tokens; // that there are, whoever has them
  private int collected; // by the one whose turn it is
  private int running; // tasks that have their tokens

  /// How programs get at the tokens.
  public enum Kind {
    /// They open the FIFO.
    FIFO,
    /// They inherit it as two descriptors.
    PIPE
  }

  /// @param inherited the value of `MAKEFLAGS` here; empty if there is none
  /// @param slots how many tokens there are at first
  public MakeJobServer(
      Backend backend,
      Kind kind,
      TokenPipe pipe,
      String inherited,
      int slots) {
    this.backend = backend;
    this.kind = kind;
    this.pipe = pipe;
    this.inherited = inherited;
    this.slots = slots;
    this.tokens = slots;
    pipe.put(slots);
  }

  /// Why it cannot serve; empty if it can.
  ///
  /// @param slots how many there are
  public static Optional<String> objection(int slots) {
    return slots <= TokenPipe.ROOM
        ? Optional.empty()
        : Optional.of(
            "a jobserver has at most %d slots, not %d".formatted(TokenPipe.ROOM, slots));
  }

  /// Whether a path can stand in `MAKEFLAGS`, which separates words by blanks.
  public static boolean canBeNamed(Path fifo) {
    return NativeText.of(fifo).chars().noneMatch(c -> Character.isWhitespace(c) || c == '\\');
  }

  @Override
  public Backend backend() {
    return backend;
  }

  /// Takes the tokens of the slots of a task.
  @Override
  public Grant admit(Task task) throws InterruptedException {
    if (task.launch().settled().isPresent()) {
      return backend.admit(task);
    }
    int needed = task.launch().share().count();
    collect(needed);
    return () -> ended(needed);
  }

  @Override
  public Execution run(Task task, int slot) {
    return task.launch().settled().isPresent()
        ? backend.run(task, slot)
        : backend.run(task.within(Map.of(MakeFlags.VARIABLE, flags())), slot);
  }

  private synchronized String flags() {
    return MakeFlags.with(inherited, slots, switch (kind) {
      case FIFO -> "fifo:" + NativeText.of(pipe.path());
      case PIPE -> Spawner.TOKENS_IN + "," + Spawner.TOKENS_OUT;
    });
  }

  private void collect(int needed) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      while (!hasAll(needed)) {
        pipe.awaitToken(LOOK);
        if (Thread.interrupted()) {
          throw new InterruptedException("while it waited for a token");
        }
      }
    } finally {
      giveUp();
      turn.unlock();
    }
  }

  private synchronized boolean hasAll(int needed) {
    if (running == 0) {
      renew(needed);
    }
    collected += pipe.take(needed - collected);
    if (collected < needed) {
      return false;
    }
    collected = 0; // they are the task's now
    running++;
    return true;
  }

  private synchronized void giveUp() {
    giveBack(collected);
    collected = 0;
  }

  private synchronized void ended(int held) {
    running--;
    giveBack(held);
  }

  /// Puts tokens back, except the surplus since the number of slots became smaller.
  private void giveBack(int count) {
    int surplus = Math.clamp(tokens - slots, 0, count);
    tokens -= surplus;
    pipe.put(count - surplus);
  }

  /// Makes as many as there are slots, as nobody else can have any. A task that got its slots when
  /// there were more of them has enough.
  private void renew(int needed) {
    while (pipe.take(TokenPipe.ROOM) > 0) {
      // those that were put in beyond what was taken, too
    }
    tokens = Math.max(slots, needed);
    pipe.put(tokens - collected);
  }

  /// Sets the number of slots. If there are fewer now, surplus tokens are dropped when they come
  /// back.
  ///
  /// @param newSlots at least 1, and at most what [#objection(int)] allows
  public synchronized void resize(int newSlots) {
    slots = newSlots;
    if (slots > tokens) {
      pipe.put(slots - tokens);
      tokens = slots;
    } else {
      tokens -= pipe.take(tokens - slots);
    }
  }

  @Override
  public void close() throws IOException {
    pipe.close();
  }
}
