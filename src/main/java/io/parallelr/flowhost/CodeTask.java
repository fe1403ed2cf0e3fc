package io.parallelr.flowhost;

import io.parallelr.flows.JavaStep;
import io.parallelr.local.InProcessTask;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs code of a step on a virtual thread. For one attempt.
final class CodeTask implements InProcessTask {
  private static final Logger log = LoggerFactory.getLogger(CodeTask.class);
  private static final int FAILED = 1;

  private final String name;
  private final JavaStep code;
  private final Contexts contexts;
  private final Set<Thread> running;

  /// Makes what the code gets.
  interface Contexts {
    Context of(PrintStream out, PrintStream err);
  }

  /// @param name of the step, for messages
  /// @param running gets it while it runs, to be interrupted
  CodeTask(String name, JavaStep code, Contexts contexts, Set<Thread> running) {
    this.name = name;
    this.code = code;
    this.contexts = contexts;
    this.running = running;
  }

  @Override
  public int run(Room room) {
    var out = new PrintStream(room.stdout(), true, StandardCharsets.UTF_8);
    var err = new PrintStream(room.stderr(), true, StandardCharsets.UTF_8);
    var end = new CompletableFuture<Void>();
    var thread = Thread.ofVirtual().name(name).unstarted(() -> call(contexts.of(out, err), end));
    running.add(thread);
    try {
      thread.start();
      return await(end, thread, err);
    } finally {
      running.remove(thread);
    }
  }

  private void call(Context context, CompletableFuture<Void> end) {
    try {
      code.run(context);
      end.complete(null);
    } catch (Throwable e) { // whatever it is, it is the step that has failed
      end.completeExceptionally(e);
    }
  }

  private int await(CompletableFuture<Void> end, Thread thread, PrintStream err) {
    boolean isEnding = false;
    while (true) {
      try {
        var _ = end.get();
        return 0;
      } catch (ExecutionException e) {
        Objects.requireNonNullElse(e.getCause(), e).printStackTrace(err);
        return FAILED;
      } catch (InterruptedException e) {
        if (isEnding) {
          log.warn("{}: does not end though it was interrupted; it is left alone", name);
          return FAILED;
        }
        isEnding = true;
        thread.interrupt();
      }
    }
  }
}
